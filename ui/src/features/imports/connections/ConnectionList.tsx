import { ActionIcon, Badge, Button, Card, Group, Skeleton, Table, Text } from '@mantine/core';
import { IconPencil, IconPlugConnected, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { Confirm } from '@/components/Confirm';
import { EmptyState } from '@/components/EmptyState';
import { ProblemNotice } from '@/components/ProblemNotice';
import { TableScroll } from '@/components/TableScroll';
import { useCan, useMe } from '../../session/me';
import { ConnectionForm } from './ConnectionForm';
import { ConnectorIcon } from './ConnectorIcon';
import { connectionsQuery, connectorsQuery, useRemoveConnection } from './connections';

export function ConnectionList() {
  const { t } = useTranslation();
  const can = useCan();
  const { data: found, error, refetch } = useQuery(connectionsQuery);
  const [editing, setEditing] = useState<Connection | 'new' | null>(null);
  const [leaving, setLeaving] = useState<Connection | null>(null);
  const remove = useRemoveConnection();
  const button = can('connections.edit') && (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
      {t('imports.connections.new')}
    </Button>
  );
  return (
    <>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!found && !error && <Skeleton height={160} />}
      {found?.length === 0 && (
        <EmptyState icon={IconPlugConnected} title={t('imports.connections.none')} action={button}>
          {t('imports.connections.noneText')}
        </EmptyState>
      )}
      {found && found.length > 0 && (
        <>
          <Group justify="flex-end" mb="sm">
            {button}
          </Group>
          <ConnectionTable connections={found} onEdit={setEditing} onLeave={setLeaving} />
        </>
      )}
      {editing && (
        <ConnectionForm
          known={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(null)}
          onDone={() => setEditing(null)}
        />
      )}
      <Confirm
        opened={leaving !== null}
        danger
        title={t('imports.connections.remove', { name: leaving?.name ?? '' })}
        verb={t('imports.connections.removeVerb')}
        busy={remove.isPending}
        onClose={() => setLeaving(null)}
        onConfirm={() => leaving && remove.mutate(leaving, { onSettled: () => setLeaving(null) })}
      >
        {t('imports.connections.removeText')}
      </Confirm>
    </>
  );
}

interface ConnectionTableProps {
  connections: Connection[];
  onEdit: (connection: Connection) => void;
  onLeave: (connection: Connection) => void;
}

function ConnectionTable({ connections, onEdit, onLeave }: ConnectionTableProps) {
  const { t } = useTranslation();
  const can = useCan();
  const { data: kinds = [] } = useQuery(connectorsQuery(useMe().user.language));
  const where = ({ settings }: Connection) =>
    String(settings.url ?? settings.host ?? settings.bucket ?? settings.location ?? '');
  return (
    <Card padding={0}>
      <TableScroll least={640} label={t('imports.tabs.connections')}>
        <Table highlightOnHover aria-label={t('imports.tabs.connections')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('imports.connections.name')}</Table.Th>
              <Table.Th>{t('imports.connections.kind')}</Table.Th>
              <Table.Th>{t('imports.connections.changed')}</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {connections.map((connection) => {
              const kind = kinds.find(({ key }) => key === connection.kind);
              return (
                <Table.Tr key={connection.id}>
                  <Table.Td>
                    <Text fw={500}>{connection.name}</Text>
                    <Text size="xs" c="dimmed" className="mono" truncate maw={420}>
                      {where(connection)}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Badge color="gray" leftSection={<ConnectorIcon name={kind?.icon ?? ''} />}>
                      {kind?.name ?? connection.kind}
                    </Badge>
                  </Table.Td>
                  <Table.Td>
                    <Moment at={connection.updated_at} />
                  </Table.Td>
                  <Table.Td>
                    {can('connections.edit') && (
                      <Group gap={4} justify="flex-end" wrap="nowrap">
                        <ActionIcon
                          aria-label={t('imports.connections.editOf', { name: connection.name })}
                          onClick={() => onEdit(connection)}
                        >
                          <IconPencil size={16} />
                        </ActionIcon>
                        <ActionIcon
                          aria-label={t('imports.connections.remove', { name: connection.name })}
                          onClick={() => onLeave(connection)}
                        >
                          <IconTrash size={16} />
                        </ActionIcon>
                      </Group>
                    )}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </TableScroll>
    </Card>
  );
}
