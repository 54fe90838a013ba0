import { Badge, Button, Card, Group, Skeleton, Table, Text } from '@mantine/core';
import { IconPlus, IconTopologyStar3 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InventoryItem } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { EmptyState } from '@/components/EmptyState';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { TableScroll } from '@/components/TableScroll';
import { useCan } from '@/features/session/me';
import { inventoryQuery } from './inventory';
import { SystemForm } from './SystemForm';

const COLOURS: Record<InventoryItem['status'], string> = {
  connected: 'green',
  waiting: 'orange',
  off: 'gray',
  planned: 'gray',
  in_progress: 'blue',
  by_file: 'petrol',
  not_needed: 'gray',
};
const COLUMNS = ['name', 'status', 'owner', 'holds', 'identifiers', 'last'] as const;

export function InventoryPage() {
  const { t } = useTranslation();
  const may = useCan()('inventory.edit');
  const { data: items, error, refetch } = useQuery(inventoryQuery);
  const [editing, setEditing] = useState<InventoryItem | 'new' | null>(null);
  const button = may && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
      {t('inventory.add')}
    </Button>
  );
  return (
    <Page title={t('inventory.title')} sentence={t('inventory.sentence')} action={button}>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!items && !error && <Skeleton height={240} />}
      {items?.length === 0 && (
        <EmptyState icon={IconTopologyStar3} title={t('inventory.none')} action={button}>
          {t('inventory.noneText')}
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <Systems items={items} onOpen={may ? (item) => setEditing(item) : undefined} />
      )}
      {editing && (
        <SystemForm item={editing === 'new' ? undefined : editing} onClose={() => setEditing(null)} />
      )}
    </Page>
  );
}

function Systems({ items, onOpen }: { items: InventoryItem[]; onOpen?: (item: InventoryItem) => void }) {
  const { t } = useTranslation();
  const connected = items.filter(({ status }) => status === 'connected').length;
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        {t('inventory.count', { connected, total: items.length })}
      </Text>
      <Card padding={0}>
        <TableScroll least={960} label={t('inventory.title')}>
          <Table highlightOnHover aria-label={t('inventory.title')}>
            <Table.Thead>
              <Table.Tr>
                {COLUMNS.map((column) => (
                  <Table.Th key={column}>{t(`inventory.columns.${column}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((item) => (
                <SystemRow key={item.id} item={item} onOpen={onOpen && (() => onOpen(item))} />
              ))}
            </Table.Tbody>
          </Table>
        </TableScroll>
      </Card>
    </>
  );
}

function SystemRow({ item, onOpen }: { item: InventoryItem; onOpen?: () => void }) {
  const { t } = useTranslation();
  const data = [item.holds, item.events.join(', ')].filter(Boolean);
  return (
    <Table.Tr>
      <Table.Td>
        {onOpen ? (
          <Button variant="transparent" size="compact-md" px={0} color="gray" c="inherit" onClick={onOpen}>
            {item.name}
          </Button>
        ) : (
          <Text fw={500}>{item.name}</Text>
        )}
        {item.source && (
          <Text size="xs" c="dimmed" component="div">
            <Link to="/sources/$name" params={{ name: item.source }} style={{ textDecoration: 'underline' }}>
              {item.source}
            </Link>{' '}
            · {item.kind}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Group gap={4}>
          <Badge color={COLOURS[item.status]}>{t(`inventory.statuses.${item.status}`)}</Badge>
          {item.generated && <Badge color="orange">{t('inventory.generated')}</Badge>}
        </Group>
      </Table.Td>
      <Table.Td>{item.owner || '–'}</Table.Td>
      <Table.Td maw={320}>
        {data.length === 0 && '–'}
        {data.map((line, index) => (
          <Text key={line} size="sm" c={index > 0 || !item.holds ? 'dimmed' : undefined}>
            {line}
          </Text>
        ))}
        {item.note && (
          <Text size="xs" c="dimmed">
            {item.note}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Group gap={4}>
          {item.identifiers.map((name) => (
            <Badge key={name} color="gray" className="mono">
              {name}
            </Badge>
          ))}
        </Group>
      </Table.Td>
      <Table.Td>
        <Moment at={item.last_event_at} />
      </Table.Td>
    </Table.Tr>
  );
}
