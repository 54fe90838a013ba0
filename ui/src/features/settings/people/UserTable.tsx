import { Badge, Card, Group, Select, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { User } from '@/api/types';
import { PersonAvatar } from '@/components/PersonAvatar';
import { ProblemNotice } from '@/components/ProblemNotice';
import { TableScroll } from '@/components/TableScroll';
import { useCan, useMe } from '@/features/session/me';
import { rolesQuery, usePatchUser, usersQuery } from './people';
import { UserMenu } from './UserMenu';

export function UserTable() {
  const { t } = useTranslation();
  const { data: users, error, refetch } = useQuery(usersQuery);
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!users) return <Skeleton height={200} />;
  return (
    <Card padding={0}>
      <TableScroll least={560} label={t('settings.people.title')}>
        <Table aria-label={t('settings.people.title')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('settings.people.person')}</Table.Th>
              <Table.Th>{t('settings.people.role')}</Table.Th>
              <Table.Th>
                <span className="visually-hidden">{t('settings.people.actions')}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {users.map((user) => (
              <UserRow key={user.id} user={user} />
            ))}
          </Table.Tbody>
        </Table>
      </TableScroll>
    </Card>
  );
}

function UserRow({ user }: { user: User }) {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const patch = usePatchUser();
  const { data: table } = useQuery(rolesQuery);
  const self = user.id === me.user.id;
  const may = can('users.edit') && !self;
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <PersonAvatar id={user.id} name={user.name} />
          <div>
            <Group gap={6}>
              <Text fw={500}>{user.name}</Text>
              {self && <Badge color="gray">{t('settings.people.you')}</Badge>}
              {user.second_factor && <Badge color="green">{t('settings.people.twoFactor')}</Badge>}
              {user.disabled && <Badge color="red">{t('settings.people.disabled')}</Badge>}
            </Group>
            <Text size="xs" c="dimmed">
              {user.email}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td w={220}>
        {may ? (
          <Select
            allowDeselect={false}
            aria-label={t('settings.people.roleOf', { name: user.name })}
            data={(table?.roles ?? []).map(({ key }) => ({ value: key, label: t(`settings.roles.${key}`) }))}
            value={user.role}
            onChange={(role) => role && patch.mutate({ id: user.id, role })}
          />
        ) : (
          t(`settings.roles.${user.role}`)
        )}
      </Table.Td>
      <Table.Td ta="right" w={60}>
        {may && <UserMenu user={user} />}
      </Table.Td>
    </Table.Tr>
  );
}
