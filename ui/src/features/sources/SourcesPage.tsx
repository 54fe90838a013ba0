import { Badge, Button, Card, Skeleton, Stack, Table, Text } from '@mantine/core';
import { IconExternalLink, IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Source } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { Balance } from '@/components/Balance';
import { EmptyState } from '@/components/EmptyState';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { Sparkline } from '@/components/Sparkline';
import { TableScroll } from '@/components/TableScroll';
import { useFormat } from '@/format/useFormat';
import { useCan, useMe } from '../session/me';
import { CreateSource } from './CreateSource';
import { sourcesQuery, useKindName } from './sources';

const route = getRouteApi('/shell/sources');

export function SourcesPage() {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const { create } = route.useSearch();
  const navigate = useNavigate({ from: '/sources' });
  const { data: sources, error, refetch } = useQuery(sourcesQuery);
  const open = (opened: boolean) => void navigate({ search: { create: opened || undefined } });
  const button = can('sources.edit') && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => open(true)}>
      {t('sources.create.action')}
    </Button>
  );
  return (
    <Page
      title={t('sources.title')}
      sentence={t('sources.sentence')}
      action={
        <>
          {me.demo_shop && <DemoShop />}
          {button}
        </>
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!sources && !error && <Skeleton height={220} />}
      {sources?.length === 0 && (
        <EmptyState icon={IconPlugConnected} title={t('sources.none.title')} action={button}>
          {t('sources.none.text')}
        </EmptyState>
      )}
      {sources && sources.length > 0 && <SourceTable sources={sources} />}
      {create && can('sources.edit') && <CreateSource onClose={() => open(false)} />}
    </Page>
  );
}

/** A shop with the tracker in it, where anybody can click and watch what arrives. */
function DemoShop() {
  const { t } = useTranslation();
  return (
    <Button
      variant="default"
      component="a"
      href="/demo-shop/"
      target="_blank"
      rightSection={<IconExternalLink size={15} />}
    >
      {t('sources.demoShop')}
    </Button>
  );
}

function SourceTable({ sources }: { sources: Source[] }) {
  const { t } = useTranslation();
  const columns = ['source', 'hour', 'last', 'accepted', 'balance'] as const;
  return (
    <Card padding={0}>
      <TableScroll least={720} label={t('sources.title')}>
        <Table highlightOnHover aria-label={t('sources.title')}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column} ta={column === 'accepted' ? 'right' : undefined}>
                  {t(`sources.columns.${column}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sources.map((source) => (
              <SourceRow key={source.id} source={source} />
            ))}
          </Table.Tbody>
        </Table>
      </TableScroll>
    </Card>
  );
}

function SourceRow({ source }: { source: Source }) {
  const { t } = useTranslation();
  const format = useFormat();
  const kind = useKindName();
  const hour = source.per_minute.reduce((sum, count) => sum + count, 0);
  return (
    <Table.Tr>
      <Table.Td>
        <Stack gap={0}>
          <span>
            <Link
              to="/sources/$name"
              params={{ name: source.name }}
              className="plain"
              style={{ fontWeight: 500 }}
            >
              {source.label || source.name}
            </Link>{' '}
            {!source.enabled && <Badge color="gray">{t('sources.disabled')}</Badge>}
          </span>
          <Text size="xs" c="dimmed">
            {kind(source.kind)} · {source.name}
          </Text>
        </Stack>
      </Table.Td>
      <Table.Td>
        <Sparkline values={source.per_minute} width={140} label={t('sources.lastHour', { count: hour })} />
      </Table.Td>
      <Table.Td>
        <Moment at={source.last_event_at} />
      </Table.Td>
      <Table.Td ta="right">{format.number(source.ledger.accepted)}</Table.Td>
      <Table.Td>
        <Balance ledger={source.ledger} />
      </Table.Td>
    </Table.Tr>
  );
}
