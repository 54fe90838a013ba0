import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { IdentityPreview } from '@/api/types';
import { Detail } from '@/components/Detail';
import { Panel } from '@/components/Panel';
import { useFormat } from '@/format/useFormat';
import { PreviewFindings, useSaid } from './PreviewFindings';
import type { PreviewState } from './preview';

/** What the rules in the form would do, from the first event to the result. */
export function PreviewPanel({ state }: { state: PreviewState }) {
  const { preview, replaced } = state;
  const said = useSaid();
  return (
    <>
      <div role="status" className="visually-hidden">
        {preview?.result && said(preview.result)}
      </div>
      {(preview || replaced) && <Shown state={state} />}
    </>
  );
}

function Shown({ state: { preview, replaced, outdated, stop } }: { state: PreviewState }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('settings.identity.preview.title')} hint={t('settings.identity.preview.hint')}>
      <Stack gap="sm">
        {replaced && <Text>{t('settings.identity.preview.replaced')}</Text>}
        {preview && outdated && preview.status !== 'running' && (
          <Alert color="gray">{t('settings.identity.preview.outdated')}</Alert>
        )}
        {preview?.status === 'running' && <Running preview={preview} onStop={stop} />}
        {preview?.status === 'stopped' && <Text>{t('settings.identity.preview.stopped')}</Text>}
        {preview?.status === 'failed' && (
          <Alert color="red" role="alert" title={t('settings.identity.preview.failed')}>
            <Detail>{preview.error}</Detail>
          </Alert>
        )}
        {preview?.result && <PreviewFindings result={preview.result} />}
      </Stack>
    </Panel>
  );
}

function Running({ preview, onStop }: { preview: IdentityPreview; onStop: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { done, total } = preview.events;
  return (
    <Group wrap="nowrap" align="start">
      <div style={{ flex: 1 }}>
        <Progress
          animated
          value={total > 0 ? (done / total) * 100 : 0}
          aria-label={t('settings.identity.preview.title')}
        />
        <Text size="xs" c="dimmed" mt={4}>
          {total > 0
            ? t('settings.identity.history.progress', {
                done: format.number(done),
                total: format.number(total),
              })
            : t('settings.identity.history.waiting')}
        </Text>
      </div>
      <Button variant="default" size="xs" onClick={onStop}>
        {t('settings.identity.preview.stop')}
      </Button>
    </Group>
  );
}
