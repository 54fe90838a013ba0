import { Badge, Button, Popover, Text, UnstyledButton } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Consent, Profile } from '@/api/types';
import { Panel } from '@/components/Panel';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import { ConsentForm } from './ConsentForm';
import classes from './Facts.module.css';

const BLANK = { channel: 'email', topic: 'news', state: 'withdrawn' } as const;

export function Consents({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const may = useCan()('customers.edit');
  const [changing, setChanging] = useState<Pick<Consent, 'channel' | 'topic' | 'state'> | null>(null);
  return (
    <Panel
      title={t('profile.consents.title')}
      flush
      aside={
        may && (
          <Button variant="subtle" size="compact-xs" onClick={() => setChanging(BLANK)}>
            {t('profile.consents.record')}
          </Button>
        )
      }
    >
      <ul className={classes.list}>
        {profile.consents.map((consent) => (
          <li key={`${consent.channel} ${consent.topic}`} className={classes.row}>
            <ConsentLine consent={consent} />
            {may && (
              <div className={classes.tools}>
                <Button variant="subtle" size="compact-xs" onClick={() => setChanging(consent)}>
                  {t(consent.state === 'granted' ? 'profile.consents.withdraw' : 'profile.consents.grant')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {profile.consents.length === 0 && (
        <Text c="dimmed" size="sm" px="md" pb="md">
          {t('profile.consents.none')}
        </Text>
      )}
      {changing && <ConsentForm id={profile.id} from={changing} onClose={() => setChanging(null)} />}
    </Panel>
  );
}

function ConsentLine({ consent }: { consent: Consent }) {
  const { t } = useTranslation();
  const format = useFormat();
  const granted = consent.state === 'granted';
  const Sign = granted ? IconCheck : IconX;
  const proof = Object.entries(consent.proof ?? {});
  return (
    <div className={classes.words}>
      <Popover position="bottom-start" width={300} withArrow>
        <Popover.Target>
          <UnstyledButton className={classes.from}>
            {consent.channel} · {consent.topic}{' '}
            <Badge color={granted ? 'green' : 'red'} leftSection={<Sign size={11} />} ml={4}>
              {t(`profile.consents.states.${consent.state}`)}
            </Badge>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          <Text size="sm" fw={500} mb={4}>
            {t('profile.consents.proof')}
          </Text>
          <Text size="sm" c="dimmed">
            {t('profile.consents.when', { at: format.dateTime(consent.at), source: consent.source })}
          </Text>
          {proof.map(([key, value]) => (
            <Text size="sm" c="dimmed" key={key}>
              {key}: {format.value(value)}
            </Text>
          ))}
        </Popover.Dropdown>
      </Popover>
      <Text size="xs" c="dimmed">
        {format.date(consent.at)} · {consent.source}
      </Text>
    </div>
  );
}
