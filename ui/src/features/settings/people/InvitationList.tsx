import { Badge, Button, Group, Modal, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Invitation } from '@/api/types';
import { Panel } from '@/components/Panel';
import { TableScroll } from '@/components/TableScroll';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import { InvitationLink } from './InvitationLink';
import { invitationsQuery, useRenewInvitation, useWithdrawInvitation } from './people';

/** Who was asked to come and has not come yet. */
export function InvitationList() {
  const { t } = useTranslation();
  const { data: invitations = [] } = useQuery(invitationsQuery);
  if (invitations.length === 0) return null;
  return (
    <Panel title={t('settings.people.invited')} flush>
      <TableScroll least={640} label={t('settings.people.invited')}>
        <Table aria-label={t('settings.people.invited')}>
          <Table.Tbody>
            {invitations.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} />
            ))}
          </Table.Tbody>
        </Table>
      </TableScroll>
    </Panel>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation();
  const format = useFormat();
  const toast = useToast();
  const may = useCan()('users.edit');
  const renew = useRenewInvitation();
  const withdraw = useWithdrawInvitation();
  const { email } = invitation;
  const over = Date.parse(invitation.expires_at) < Date.now();
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={500}>{email}</Text>
        {invitation.inviter && (
          <Text size="xs" c="dimmed">
            {t('settings.people.invitedBy', { who: invitation.inviter })}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{t(`settings.roles.${invitation.role}`)}</Table.Td>
      <Table.Td>
        {over ? (
          <Badge color="orange">{t('settings.people.expired')}</Badge>
        ) : (
          t('settings.people.expires', { when: format.date(invitation.expires_at) })
        )}
      </Table.Td>
      <Table.Td ta="right">
        {may && (
          <Group gap="xs" justify="flex-end" wrap="nowrap">
            <Button
              variant="default"
              size="xs"
              loading={renew.isPending}
              onClick={() => renew.mutate(invitation.id)}
            >
              {t('settings.people.renew')}
            </Button>
            <Button
              variant="default"
              size="xs"
              loading={withdraw.isPending}
              onClick={() =>
                withdraw.mutate(invitation.id, {
                  onSuccess: () => toast.done(t('settings.people.withdrawn', { email })),
                })
              }
            >
              {t('settings.people.withdraw')}
            </Button>
          </Group>
        )}
        <Modal
          opened={renew.data !== undefined}
          onClose={renew.reset}
          closeOnClickOutside={false}
          title={t('settings.people.renew')}
          closeButtonProps={{ 'aria-label': t('components.close') }}
        >
          {renew.data && <InvitationLink invitation={renew.data} onDone={renew.reset} />}
        </Modal>
      </Table.Td>
    </Table.Tr>
  );
}
