import { Badge, Progress, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { System } from '@/api/types';
import { AsOf } from '@/components/AsOf';
import { Panel } from '@/components/Panel';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFormat } from '@/format/useFormat';
import { systemQuery } from './workspace';

const ROLES = ['log', 'state', 'warehouse'] as const;

export function SystemStatus() {
  const { t } = useTranslation();
  const { data: system, error, refetch } = useQuery(systemQuery);
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!system) return null;
  return (
    <Panel
      title={t('settings.system.title')}
      hint={t('settings.system.version', { version: system.version })}
      aside={<AsOf at={system.as_of} />}
      flush
    >
      <Table aria-label={t('settings.system.title')}>
        <Table.Tbody>
          {ROLES.map((role) => (
            <EngineRow key={role} role={role} engine={system.engines[role]} />
          ))}
          <PipelineRow pipeline={system.pipeline} />
          <DiskRow disk={system.disk} />
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function State({ ok }: { ok: boolean }) {
  const { t } = useTranslation();
  const Sign = ok ? IconCheck : IconAlertTriangle;
  return (
    <Badge color={ok ? 'green' : 'red'} leftSection={<Sign size={12} />}>
      {t(ok ? 'settings.system.ok' : 'settings.system.bad')}
    </Badge>
  );
}

function EngineRow({ role, engine }: { role: (typeof ROLES)[number]; engine: System['engines']['log'] }) {
  const { t } = useTranslation();
  return (
    <Table.Tr>
      <Table.Td>{t(`settings.system.${role}`)}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {engine.kind}
        <Text size="xs" c="dimmed">
          {engine.detail || engine.url}
        </Text>
      </Table.Td>
      <Table.Td ta="right">
        <State ok={engine.ok} />
      </Table.Td>
    </Table.Tr>
  );
}

function PipelineRow({ pipeline }: Pick<System, 'pipeline'>) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table.Tr>
      <Table.Td>{t('settings.system.pipeline')}</Table.Td>
      <Table.Td>
        {t('overview.figures.waiting', { count: pipeline.pending })}
        <Text size="xs" c="dimmed">
          {t('settings.system.position', {
            position: format.number(pipeline.position),
            last: format.number(pipeline.last),
          })}
        </Text>
      </Table.Td>
      <Table.Td ta="right">
        <State ok={pipeline.running} />
      </Table.Td>
    </Table.Tr>
  );
}

function DiskRow({ disk }: Pick<System, 'disk'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const used = disk.total > 0 ? 1 - disk.free / disk.total : 0;
  return (
    <Table.Tr>
      <Table.Td>{t('settings.system.disk')}</Table.Td>
      <Table.Td>
        <Progress
          value={used * 100}
          color={used > 0.9 ? 'red' : undefined}
          aria-label={t('settings.system.disk')}
        />
        <Text size="xs" c="dimmed" mt={4}>
          {t('settings.system.free', { free: format.bytes(disk.free), total: format.bytes(disk.total) })}
        </Text>
      </Table.Td>
      <Table.Td ta="right">
        <State ok={used < 0.9} />
      </Table.Td>
    </Table.Tr>
  );
}
