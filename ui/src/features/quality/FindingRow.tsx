import { ActionIcon, Anchor, Badge, Button, Menu, Tooltip } from '@mantine/core';
import { IconBell, IconCheck, IconChevronDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import { FindingDetails } from './FindingDetails';
import classes from './FindingList.module.css';
import { brokenOf, textFact } from './facts';
import { useAcknowledge, useRaise } from './quality';
import { useFindingWords } from './useFindingWords';

/** One finding: what is wrong, since when, where to look, and a word that somebody knows. */
export function FindingRow({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  const words = useFindingWords();
  const [opened, setOpened] = useState(false);
  const details = useId();
  const said = words(finding);
  return (
    <li className={classes.item}>
      <div className={classes.line}>
        <Tooltip label={t(`quality.severities.${finding.severity}`)}>
          <span
            className={classes.dot}
            data-severity={finding.severity}
            role="img"
            aria-label={t(`quality.severities.${finding.severity}`)}
          />
        </Tooltip>
        <div>
          <div className={classes.sentence}>{said}</div>
          <Broken finding={finding} />
          <div className={classes.about}>
            <span>
              {t('quality.since')} <Moment at={finding.opened_at} />
              {finding.closed_at && (
                <>
                  {' · '}
                  {t('quality.until')} <Moment at={finding.closed_at} />
                </>
              )}
            </span>
            <Acknowledged finding={finding} />
            <Where finding={finding} />
          </div>
        </div>
        <div className={classes.actions}>
          {!finding.closed_at && <Knowing finding={finding} said={said} />}
          <ActionIcon
            aria-expanded={opened}
            aria-controls={opened ? details : undefined}
            aria-label={t('quality.details', { sentence: said })}
            onClick={() => setOpened(!opened)}
          >
            <IconChevronDown
              size={16}
              style={{ transform: opened ? 'rotate(180deg)' : undefined }}
              aria-hidden="true"
            />
          </ActionIcon>
        </div>
      </div>
      {opened && (
        <div id={details} className={classes.details}>
          <FindingDetails finding={finding} />
        </div>
      )}
    </li>
  );
}

/** Which properties are not as expected. */
function Broken({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  const broken = brokenOf(finding);
  if (broken.length === 0) return null;
  return (
    <div className={classes.broken} title={textFact(finding, 'reason')}>
      {broken.map(({ property, broken: kind }) => (
        <Badge key={`${property} ${kind}`} color="orange">
          {property || t('dictionary.breaches.unlisted')}: {t(`dictionary.breaches.kinds.${kind}`)}
        </Badge>
      ))}
    </div>
  );
}

function Acknowledged({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!finding.acknowledged_at) return null;
  return (
    <span>
      {finding.snoozed_until
        ? t('quality.snoozed', { who: finding.acknowledged_by, at: format.dateTime(finding.snoozed_until) })
        : t('quality.acknowledged', { who: finding.acknowledged_by })}
    </span>
  );
}

/** The events or the source behind it. */
function Where({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  const can = useCan();
  const event = textFact(finding, 'event');
  const source = textFact(finding, 'source');
  const unread = finding.kind === 'errors_rising' && !event;
  return (
    <>
      {event && (
        <Anchor
          renderRoot={(props) => <Link to="/dictionary/events/$name" params={{ name: event }} {...props} />}
          size="xs"
        >
          {t('quality.toEvent')}
        </Anchor>
      )}
      {source && can('sources.read') && (
        <Anchor
          renderRoot={(props) => (
            <Link
              to="/sources/$name"
              params={{ name: source }}
              search={{ tab: unread ? 'quarantine' : 'ledger' }}
              {...props}
            />
          )}
          size="xs"
        >
          {t(unread ? 'quality.toQuarantine' : 'quality.toSource', { source })}
        </Anchor>
      )}
    </>
  );
}

const WAYS = [
  ['day', 24],
  ['week', 24 * 7],
  ['over', null],
] as const;

function Knowing({ finding, said }: { finding: Finding; said: string }) {
  const { t } = useTranslation();
  const toast = useToast();
  const may = useCan()('dictionary.edit');
  const acknowledge = useAcknowledge();
  const raise = useRaise();
  if (!may) return null;
  if (!finding.calls) {
    return (
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconBell size={14} />}
        loading={raise.isPending}
        onClick={() => raise.mutate(finding.id)}
      >
        {t('quality.raise')}
      </Button>
    );
  }
  const know = (hours: number | null) =>
    acknowledge.mutate(
      { id: finding.id, hours },
      { onSuccess: () => toast.undoable(t('quality.quiet'), () => raise.mutate(finding.id)) },
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconCheck size={14} />}
          loading={acknowledge.isPending}
          aria-label={t('quality.acknowledgeThis', { sentence: said })}
        >
          {t('quality.acknowledge')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {WAYS.map(([way, hours]) => (
          <Menu.Item key={way} onClick={() => know(hours)}>
            {t(`quality.ways.${way}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
