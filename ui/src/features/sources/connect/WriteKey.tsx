import { Alert, Button, Select, Stack, Text } from '@mantine/core';
import { IconKey, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Source } from '@/api/types';
import { Code } from '@/components/Code';
import { Confirm } from '@/components/Confirm';
import { Panel } from '@/components/Panel';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import { useEndOldKey, useRotateKey } from '../sources';

export function WriteKey({ source }: { source: Source }) {
  const { t } = useTranslation();
  const may = useCan()('sources.edit');
  const [asking, setAsking] = useState(false);
  const button = may && (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconRefresh size={14} />}
      onClick={() => setAsking(true)}
    >
      {t('sources.key.rotate')}
    </Button>
  );
  return (
    <Panel title={t('sources.key.title')} hint={t('sources.key.hint')} aside={button}>
      <Stack gap="sm">
        {source.write_key ? (
          <Code text={source.write_key} label={t('sources.key.title')} />
        ) : (
          <Text c="dimmed">{t('sources.key.hidden')}</Text>
        )}
        {source.old_key_until && <OldKey source={source} until={source.old_key_until} may={may} />}
      </Stack>
      <Rotate source={source} opened={asking} onClose={() => setAsking(false)} />
    </Panel>
  );
}

const GRACES = [0, 1, 24, 168, 720] as const;

function Rotate({ source, opened, onClose }: { source: Source; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const toast = useToast();
  const rotate = useRotateKey(source.name);
  const [hours, setHours] = useState(24);
  const confirmed = () =>
    rotate.mutate(hours, {
      onSuccess: () => toast.done(t('sources.key.rotated')),
      onSettled: onClose,
    });
  return (
    <Confirm
      opened={opened}
      danger={hours === 0}
      title={t('sources.key.ask')}
      verb={t('sources.key.rotate')}
      busy={rotate.isPending}
      onClose={onClose}
      onConfirm={confirmed}
    >
      <Stack gap="sm">
        <Select
          label={t('sources.key.grace')}
          description={t('sources.key.graceHint')}
          allowDeselect={false}
          data={GRACES.map((grace) => ({ value: String(grace), label: t(`sources.key.graces.${grace}`) }))}
          value={String(hours)}
          onChange={(grace) => setHours(Number(grace))}
        />
        {hours === 0 && (
          <Text size="sm">{t('sources.key.consequence', { name: source.label || source.name })}</Text>
        )}
      </Stack>
    </Confirm>
  );
}

function OldKey({ source, until, may }: { source: Source; until: string; may: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const toast = useToast();
  const stop = useEndOldKey(source.name);
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconKey />}
      title={t('sources.key.both', { when: format.dateTime(until) })}
    >
      {t('sources.key.bothText')}
      {may && (
        <div style={{ marginTop: 8 }}>
          <Button
            variant="default"
            size="xs"
            loading={stop.isPending}
            onClick={() => stop.mutate(undefined, { onSuccess: () => toast.done(t('sources.key.stopped')) })}
          >
            {t('sources.key.stop')}
          </Button>
        </div>
      )}
    </Alert>
  );
}
