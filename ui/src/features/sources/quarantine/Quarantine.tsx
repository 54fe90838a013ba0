import { Badge, Button, Card, Center, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { QuarantineReason } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useCodeWords } from '@/components/reasons';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import { quarantineQuery, useReplay } from '../sources';
import { QuarantinedRow } from './QuarantinedRow';

const route = getRouteApi('/shell/sources/$name');

/** What could not be taken in, by reason: look at one, mend what caused it, replay the rest. */
export function Quarantine({ name }: { name: string }) {
  const { t } = useTranslation();
  const { reason } = route.useSearch();
  const list = useInfiniteQuery(quarantineQuery(name, reason));
  const first = list.data?.pages[0];
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  if (list.error) return <ProblemNotice error={list.error} retry={() => void list.refetch()} />;
  if (!first) return <Skeleton height={200} />;
  if (first.reasons.length === 0) {
    return (
      <EmptyState icon={IconShieldCheck} title={t('sources.quarantine.none')}>
        {t('sources.quarantine.noneText')}
      </EmptyState>
    );
  }
  return (
    <Stack>
      <Reasons name={name} reasons={first.reasons} picked={reason} />
      <Card padding={0}>
        {rows.map((row) => (
          <QuarantinedRow key={row.id} name={name} row={row} />
        ))}
      </Card>
      {list.hasNextPage && (
        <Center>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('sources.quarantine.more')}
          </Button>
        </Center>
      )}
    </Stack>
  );
}

interface ReasonsProps {
  name: string;
  reasons: QuarantineReason[];
  picked: string | undefined;
}

function Reasons({ name, reasons, picked }: ReasonsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useCan()('sources.edit');
  const toast = useToast();
  const words = useCodeWords();
  const replay = useReplay(name);
  const navigate = useNavigate({ from: '/sources/$name' });
  const show = (code: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, reason: code }), replace: true });
  const again = (code: string) =>
    replay.mutate(
      { code },
      { onSuccess: ({ replayed }) => toast.done(t('sources.quarantine.replayed', { count: replayed })) },
    );
  return (
    <Card padding={0}>
      <Table aria-label={t('sources.quarantine.reasons')}>
        <Table.Tbody>
          {reasons.map(({ code, reason, count }) => (
            <Table.Tr key={code}>
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
                  <Button
                    size="xs"
                    variant={picked === code ? 'light' : 'default'}
                    aria-pressed={picked === code}
                    onClick={() => show(picked === code ? undefined : code)}
                  >
                    {t(picked === code ? 'sources.quarantine.showAll' : 'sources.quarantine.show')}
                  </Button>
                  {may && (
                    <Button
                      size="xs"
                      loading={replay.isPending && replay.variables.code === code}
                      onClick={() => again(code)}
                    >
                      {t('sources.quarantine.replay', { count })}
                    </Button>
                  )}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
