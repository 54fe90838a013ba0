import { Badge, Button, Group, Modal, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SecondFactor } from '@/api/types';
import { Panel } from '@/components/Panel';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useToast } from '@/components/toast';
import { Enrol } from '@/features/session/factor/Enrol';
import { factorQuery, useNewCodes, useRefresh, useRemove } from '@/features/session/factor/factor';
import { Proof } from '@/features/session/factor/Proof';
import { RecoveryCodes } from '@/features/session/factor/RecoveryCodes';
import { useFormat } from '@/format/useFormat';

type Doing = 'setUp' | 'newCodes' | 'remove';

export function SecondFactorPanel() {
  const { t } = useTranslation();
  const toast = useToast();
  const { data: factor, error } = useQuery(factorQuery);
  const [doing, setDoing] = useState<Doing | null>(null);
  const close = () => setDoing(null);
  const done = () => {
    close();
    toast.done(t(doing === 'remove' ? 'settings.factor.removed' : 'settings.factor.done'));
  };
  return (
    <Panel title={t('settings.factor.title')} hint={t('settings.factor.hint')}>
      {error && <ProblemNotice error={error} />}
      {!factor && !error && <Skeleton height={34} />}
      {factor && <Standing factor={factor} onDo={setDoing} />}
      <Modal
        opened={doing !== null}
        onClose={close}
        title={doing && t(`settings.factor.${doing}`)}
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': t('components.close') }}
      >
        {doing === 'setUp' && <Enrol onDone={done} />}
        {doing === 'newCodes' && <NewCodes onDone={close} />}
        {doing === 'remove' && <Remove onDone={done} />}
      </Modal>
    </Panel>
  );
}

function Standing({ factor, onDo }: { factor: SecondFactor; onDo: (what: Doing) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!factor.on) {
    return (
      <Group justify="space-between">
        <Badge color="gray">{t('settings.factor.off')}</Badge>
        <Button variant="default" onClick={() => onDo('setUp')}>
          {t('settings.factor.setUp')}
        </Button>
      </Group>
    );
  }
  const left = factor.recovery_codes_left;
  return (
    <Group justify="space-between">
      <div>
        <Badge color="green">{t('settings.factor.on', { when: format.date(factor.since) })}</Badge>
        <Text size="xs" c={left < 3 ? 'orange' : 'dimmed'} mt={4}>
          {t('settings.factor.left', { count: left })}
        </Text>
        {factor.required && (
          <Text size="xs" c="dimmed">
            {t('settings.factor.required')}
          </Text>
        )}
      </div>
      <Group gap="xs">
        <Button variant="default" onClick={() => onDo('newCodes')}>
          {t('settings.factor.newCodes')}
        </Button>
        {!factor.required && (
          <Button variant="default" onClick={() => onDo('remove')}>
            {t('settings.factor.remove')}
          </Button>
        )}
      </Group>
    </Group>
  );
}

function NewCodes({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const renew = useNewCodes();
  const refresh = useRefresh();
  if (renew.data) {
    return <RecoveryCodes codes={renew.data.codes} onKept={() => void refresh().then(onDone)} />;
  }
  return (
    <Proof
      verb={t('settings.factor.newCodes')}
      busy={renew.isPending}
      error={renew.error}
      onProof={renew.mutate}
    />
  );
}

function Remove({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const remove = useRemove();
  return (
    <Proof
      verb={t('settings.factor.remove')}
      danger
      busy={remove.isPending}
      error={remove.error}
      onProof={(password) => remove.mutate(password, { onSuccess: onDone })}
    />
  );
}
