import { Button, Card, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheckFilled, IconCircleOff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Source, StreamEvent } from '@/api/types';
import { useCan } from '@/features/session/me';
import { nextStep, setupQuery } from '@/features/setup/setup';
import { useFormat } from '@/format/useFormat';
import { useStream } from '../live/useStream';
import { sourceQuery } from '../sources';
import classes from './FirstEvent.module.css';

/** Whether anything arrives: says it the moment the first event is here. */
export function FirstEvent({ source }: { source: Source }) {
  const may = useCan()('sources.stream');
  const [fresh] = useState(source.last_event_at === null && source.ledger.accepted === 0);
  if (!source.enabled) return <Off />;
  if (fresh && may) return <Watching source={source} />;
  return source.last_event_at ? <Arriving source={source} /> : <Waiting />;
}

/** The first event that was stored says most, one that was kept back that the connection works. */
function Watching({ source }: { source: Source }) {
  const { events } = useStream(source.name, false);
  const queries = useQueryClient();
  const first = events.findLast(({ status }) => status === 'stored') ?? events.at(-1);
  const arrived = first !== undefined;
  useEffect(() => {
    if (arrived) void queries.invalidateQueries({ queryKey: sourceQuery(source.name).queryKey });
  }, [arrived, queries, source.name]);
  if (!first) return <Waiting />;
  return first.status === 'stored' ? <Got event={first} source={source} /> : <Kept source={source} />;
}

interface NoticeProps {
  mark: ReactNode;
  title: string;
  text?: string;
  children?: ReactNode;
}

function Notice({ mark, title, text, children }: NoticeProps) {
  return (
    <Card role="status" padding="sm">
      <Group gap="sm" justify="space-between">
        <Group gap="sm" wrap="nowrap" style={{ flex: '1 1 260px' }}>
          {mark}
          <div style={{ minWidth: 0 }}>
            <Text fw={600}>{title}</Text>
            {text && (
              <Text size="sm" c="dimmed">
                {text}
              </Text>
            )}
          </div>
        </Group>
        {children && <Group gap="xs">{children}</Group>}
      </Group>
    </Card>
  );
}

const good = <IconCircleCheckFilled size={24} color="var(--oblik-good)" aria-hidden="true" />;

function Waiting() {
  const { t } = useTranslation();
  return (
    <Notice
      mark={<span className={classes.pulse} />}
      title={t('sources.first.waiting')}
      text={t('sources.first.waitingText')}
    />
  );
}

function Got({ event, source }: { event: StreamEvent; source: Source }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { profile } = event;
  return (
    <Notice
      mark={good}
      title={t('sources.first.got')}
      text={t('sources.first.gotText', {
        name: event.name || event.type,
        when: format.clock(event.received_at),
      })}
    >
      {profile && (
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/customers/$id" params={{ id: profile }} {...props} />}
        >
          {t('sources.first.person')}
        </Button>
      )}
      <ToTab source={source} tab="live" label={t('sources.first.live')} />
      <GoOn />
    </Notice>
  );
}

/** Back to the guide that led here, while there is something left in it. */
function GoOn() {
  const { t } = useTranslation();
  const { data: setup } = useQuery(setupQuery);
  if (!setup || setup.hidden || !nextStep(setup)) return null;
  return <Button renderRoot={(props) => <Link to="/setup" {...props} />}>{t('sources.first.next')}</Button>;
}

function Kept({ source }: { source: Source }) {
  const { t } = useTranslation();
  return (
    <Notice
      mark={<IconAlertTriangle size={24} color="var(--mantine-color-orange-6)" aria-hidden="true" />}
      title={t('sources.first.kept')}
    >
      <ToTab source={source} tab="quarantine" label={t('sources.first.why')} />
    </Notice>
  );
}

function Arriving({ source }: { source: Source }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  return (
    <Notice
      mark={good}
      title={t('sources.first.arriving')}
      text={t('sources.first.arrivingText', { when: format.relative(source.last_event_at) })}
    >
      {can('sources.stream') && <ToTab source={source} tab="live" label={t('sources.first.live')} />}
    </Notice>
  );
}

function Off() {
  const { t } = useTranslation();
  return <Notice mark={<IconCircleOff size={24} aria-hidden="true" />} title={t('sources.first.disabled')} />;
}

function ToTab({ source, tab, label }: { source: Source; tab: 'live' | 'quarantine'; label: string }) {
  return (
    <Button
      variant="default"
      renderRoot={(props) => (
        <Link to="/sources/$name" params={{ name: source.name }} search={{ tab }} {...props} />
      )}
    >
      {label}
    </Button>
  );
}
