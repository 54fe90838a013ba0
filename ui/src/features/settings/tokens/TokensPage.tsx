import { Button, Card, Skeleton, Table } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Token } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { Confirm } from '@/components/Confirm';
import { EmptyState } from '@/components/EmptyState';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { TableScroll } from '@/components/TableScroll';
import { useFormat } from '@/format/useFormat';
import { CreateToken } from './CreateToken';
import { tokensQuery, useRevokeToken } from './tokens';

export function TokensPage() {
  const { t } = useTranslation();
  const { data: tokens, error, refetch } = useQuery(tokensQuery);
  const [creating, setCreating] = useState(false);
  const button = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      {t('settings.tokens.create')}
    </Button>
  );
  return (
    <Page title={t('settings.tokens.title')} sentence={t('settings.tokens.sentence')} action={button}>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!tokens && !error && <Skeleton height={180} />}
      {tokens?.length === 0 && (
        <EmptyState icon={IconKey} title={t('settings.tokens.none')} action={button}>
          {t('settings.tokens.noneText')}
        </EmptyState>
      )}
      {tokens && tokens.length > 0 && <TokenTable tokens={tokens} />}
      {creating && <CreateToken onClose={() => setCreating(false)} />}
    </Page>
  );
}

function TokenTable({ tokens }: { tokens: Token[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const revoke = useRevokeToken();
  const [asking, setAsking] = useState<Token | null>(null);
  const columns = ['name', 'role', 'created', 'used', 'expires'] as const;
  return (
    <Card padding={0}>
      <TableScroll least={680} label={t('settings.tokens.title')}>
        <Table aria-label={t('settings.tokens.title')}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column}>{t(`settings.tokens.columns.${column}`)}</Table.Th>
              ))}
              <Table.Th>
                <span className="visually-hidden">{t('settings.people.actions')}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {tokens.map((token) => (
              <Table.Tr key={token.id}>
                <Table.Td fw={500}>{token.name}</Table.Td>
                <Table.Td>{t(`settings.roles.${token.role}`)}</Table.Td>
                <Table.Td>{format.date(token.created_at)}</Table.Td>
                <Table.Td>
                  <Moment at={token.last_used_at} />
                </Table.Td>
                <Table.Td>
                  {token.expires_at ? format.date(token.expires_at) : t('settings.tokens.never')}
                </Table.Td>
                <Table.Td ta="right">
                  <Button variant="default" size="xs" onClick={() => setAsking(token)}>
                    {t('settings.tokens.revoke')}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </TableScroll>
      <Confirm
        opened={asking !== null}
        danger
        title={t('settings.tokens.revokeTitle', { name: asking?.name ?? '' })}
        verb={t('settings.tokens.revoke')}
        busy={revoke.isPending}
        onClose={() => setAsking(null)}
        onConfirm={() => asking && revoke.mutate(asking.id, { onSettled: () => setAsking(null) })}
      >
        {t('settings.tokens.revokeText')}
      </Confirm>
    </Card>
  );
}
