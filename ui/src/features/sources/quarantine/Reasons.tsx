import { Badge, Button, Card, Group, Table, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { QuarantineReason } from '@/api/types';
import { useCodeWords } from '@/components/reasons';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import { useDiscard, useReplay } from '../sources';

interface ReasonsProps {
  name: string;
  reasons: QuarantineReason[];
  picked: string | undefined;
}

/** Why open events are there, the most frequent first; each can be dealt with at once. */
export function Reasons({ name, reasons, picked }: ReasonsProps) {
  const { t } = useTranslation();
  return (
    <Card padding={0}>
      <Table aria-label={t('sources.quarantine.reasons')}>
        <Table.Tbody>
          {reasons.map((reason) => (
            <ReasonRow key={reason.code} name={name} reason={reason} picked={picked === reason.code} />
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

interface ReasonRowProps {
  name: string;
  reason: QuarantineReason;
  picked: boolean;
}

function ReasonRow({ name, reason: { code, reason, count }, picked }: ReasonRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useCan()('sources.edit');
  const words = useCodeWords();
  const replay = useReplay(name);
  const discard = useDiscard(name);
  const navigate = useNavigate({ from: '/sources/$name' });
  const show = () =>
    void navigate({
      search: (before) => ({ ...before, reason: picked ? undefined : code }),
      replace: true,
    });
  return (
    <Table.Tr>
      <Table.Td>
        <Text>{words(code) ?? reason}</Text>
        <Group gap={8} mt={2}>
          <Badge color="orange">{format.number(count)}</Badge>
          <Text size="xs" c="dimmed" className="mono">
            {code}
          </Text>
        </Group>
      </Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end">
          <Button size="xs" variant={picked ? 'light' : 'default'} aria-pressed={picked} onClick={show}>
            {t(picked ? 'sources.quarantine.showAll' : 'sources.quarantine.show')}
          </Button>
          {may && (
            <>
              <Button
                size="xs"
                variant="default"
                loading={discard.isPending}
                onClick={() => discard.mutate({ code })}
              >
                {t('sources.quarantine.discard', { count })}
              </Button>
              <Button size="xs" loading={replay.isPending} onClick={() => replay.mutate({ code })}>
                {t('sources.quarantine.replay', { count })}
              </Button>
            </>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
