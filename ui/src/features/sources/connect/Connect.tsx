import { Button, Group, Stack, Tabs, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Source } from '@/api/types';
import { Code } from '@/components/Code';
import { Confirm } from '@/components/Confirm';
import { Panel } from '@/components/Panel';
import { useToast } from '@/components/toast';
import { useCan, useMe } from '@/features/session/me';
import { kindsQuery, useRotateKey } from '../sources';

export function Connect({ source }: { source: Source }) {
  return (
    <Stack>
      <WriteKey source={source} />
      <Snippets source={source} />
    </Stack>
  );
}

function WriteKey({ source }: { source: Source }) {
  const { t } = useTranslation();
  const may = useCan()('sources.edit');
  const toast = useToast();
  const rotate = useRotateKey(source.name);
  const [asking, setAsking] = useState(false);
  const confirmed = () =>
    rotate.mutate(undefined, {
      onSuccess: () => toast.done(t('sources.key.rotated')),
      onSettled: () => setAsking(false),
    });
  return (
    <Panel
      title={t('sources.key.title')}
      hint={t('sources.key.hint')}
      aside={
        may && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconRefresh size={14} />}
            onClick={() => setAsking(true)}
          >
            {t('sources.key.rotate')}
          </Button>
        )
      }
    >
      {source.write_key ? (
        <Code text={source.write_key} label={t('sources.key.title')} />
      ) : (
        <Text c="dimmed">{t('sources.key.hidden')}</Text>
      )}
      <Confirm
        opened={asking}
        danger
        title={t('sources.key.ask')}
        verb={t('sources.key.rotate')}
        busy={rotate.isPending}
        onClose={() => setAsking(false)}
        onConfirm={confirmed}
      >
        {t('sources.key.consequence', { name: source.label || source.name })}
      </Confirm>
    </Panel>
  );
}

/** The server writes its examples with placeholders; here they become ready to paste. */
function filled(code: string, source: Source): string {
  return code.replaceAll('{{key}}', source.write_key ?? 'WRITE_KEY').replaceAll('{{url}}', location.origin);
}

function Snippets({ source }: { source: Source }) {
  const { t } = useTranslation();
  const { data: kinds = [] } = useQuery(kindsQuery(useMe().user.language));
  const kind = kinds.find(({ key }) => key === source.kind);
  const first = kind?.snippets[0];
  if (!kind || !first) return null;
  return (
    <Panel title={t('sources.snippets.title')} hint={kind.description}>
      <Tabs defaultValue={first.title} variant="pills">
        <Tabs.List mb="sm">
          {kind.snippets.map(({ title }) => (
            <Tabs.Tab key={title} value={title}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {kind.snippets.map(({ title, code }) => (
          <Tabs.Panel key={title} value={title}>
            <Code text={filled(code, source)} label={title} />
          </Tabs.Panel>
        ))}
      </Tabs>
      <Group mt="sm">
        <Text size="sm" c="dimmed">
          {t('sources.snippets.then')}
        </Text>
      </Group>
    </Panel>
  );
}
