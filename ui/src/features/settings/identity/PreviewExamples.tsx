import { Badge, Button, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PreviewIdentifier, PreviewPerson, PreviewReason, PreviewResult } from '@/api/types';
import { useNamespaceName } from '@/features/customers/profile/Identifiers';
import { useFormat } from '@/format/useFormat';
import classes from './Preview.module.css';

const AT_FIRST = 5;

/** Some of each kind of change, with the people they concern and the reason. */
export function PreviewExamples({ result }: { result: PreviewResult }) {
  const { t } = useTranslation();
  const { merges, splits, moves, gone } = result;
  return (
    <>
      <Examples title={t('settings.identity.preview.merges')} count={merges.count}>
        {merges.examples.map(({ people, count, reasons }) => (
          <div key={people[0]?.id}>
            <People people={people} count={count} />
            <Reasons reasons={reasons} />
          </div>
        ))}
      </Examples>
      <Examples title={t('settings.identity.preview.splits')} count={splits.count}>
        {splits.examples.map(({ person, parts, count, reasons, gone }) => (
          <div key={person.id}>
            <People people={[person]} count={1} />{' '}
            <Text span size="sm">
              {t('settings.identity.preview.into', { count })}
            </Text>
            {parts.map((part) => (
              <Held key={keyOf(part.identifiers[0])} identifiers={part.identifiers} count={part.count} />
            ))}
            <Reasons reasons={reasons} />
            {gone.map((identifier) => (
              <Reason key={keyOf(identifier)}>
                <Named identifier={identifier} /> {t('settings.identity.preview.goneReason')}
              </Reason>
            ))}
          </div>
        ))}
      </Examples>
      <Examples title={t('settings.identity.preview.moves')} count={moves.count}>
        {moves.examples.map(({ identifier, person, to }) => (
          <div key={keyOf(identifier)}>
            <Named identifier={identifier} />{' '}
            <Text span size="sm">
              {t('settings.identity.preview.from')} <Person person={person} />{' '}
              {t('settings.identity.preview.to')} <Person person={to} />
            </Text>
          </div>
        ))}
      </Examples>
      <Examples title={t('settings.identity.preview.gone')} count={gone.count}>
        {gone.examples.map(({ identifier, person }) => (
          <div key={keyOf(identifier)}>
            <Named identifier={identifier} />{' '}
            <Text span size="sm">
              {t('settings.identity.preview.of')} <Person person={person} />
            </Text>
          </div>
        ))}
      </Examples>
      <Examples title={t('settings.identity.preview.new')} count={result.new.count}>
        {result.new.examples.map((identifier) => (
          <Named key={keyOf(identifier)} identifier={identifier} />
        ))}
      </Examples>
    </>
  );
}

const keyOf = (identifier?: PreviewIdentifier) => `${identifier?.namespace}:${identifier?.value}`;

function Examples({ title, count, children }: { title: string; count: number; children: ReactNode[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [all, setAll] = useState(false);
  if (count === 0) return null;
  const shown = all ? children : children.slice(0, AT_FIRST);
  return (
    <section aria-label={title}>
      <Group justify="space-between" mt="xs" mb={4}>
        <Title order={3}>{title}</Title>
        <Text size="xs" c="dimmed">
          {t('settings.identity.preview.shown', {
            shown: format.number(shown.length),
            count: format.number(count),
          })}
        </Text>
      </Group>
      <ul className={classes.list}>
        {shown.map((child, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the examples of a result never change
          <li key={place}>{child}</li>
        ))}
      </ul>
      {children.length > shown.length && (
        <Button variant="subtle" size="xs" onClick={() => setAll(true)}>
          {t('settings.identity.preview.more')}
        </Button>
      )}
    </section>
  );
}

function Named({ identifier: { namespace, value } }: { identifier: PreviewIdentifier }) {
  const nameOf = useNamespaceName();
  return (
    <Badge color="gray" maw="100%">
      {nameOf(namespace)}: {value}
    </Badge>
  );
}

/** A person of today by the strongest of their identifiers, one click from their page. */
function Person({ person }: { person: PreviewPerson }) {
  return (
    <Link to="/customers/$id" params={{ id: person.id }} title={person.id}>
      {person.identifier.value}
    </Link>
  );
}

function People({ people, count }: { people: PreviewPerson[]; count: number }) {
  const { t } = useTranslation();
  return (
    <Text span size="sm">
      {people.map((person, place) => (
        <Fragment key={person.id}>
          {place > 0 && ' + '}
          <Person person={person} />
        </Fragment>
      ))}
      {count > people.length && ` ${t('settings.identity.preview.others', { count: count - people.length })}`}
    </Text>
  );
}

function Held({ identifiers, count }: { identifiers: PreviewIdentifier[]; count: number }) {
  const { t } = useTranslation();
  return (
    <Group gap={4} mt={4} pl="md">
      {identifiers.map((identifier) => (
        <Named key={keyOf(identifier)} identifier={identifier} />
      ))}
      {count > identifiers.length && (
        <Text size="xs" c="dimmed">
          {t('settings.identity.preview.others', { count: count - identifiers.length })}
        </Text>
      )}
    </Group>
  );
}

function Reasons({ reasons }: { reasons: PreviewReason[] }) {
  const why = useWhy();
  return reasons.map((reason) => <Reason key={why(reason)}>{why(reason)}</Reason>);
}

function Reason({ children }: { children: ReactNode }) {
  return (
    <Text component="div" size="xs" c="dimmed" mt={4}>
      {children}
    </Text>
  );
}

const LIMIT = 'limit:';

function useWhy(): (reason: PreviewReason) => string {
  const { t } = useTranslation();
  const nameOf = useNamespaceName();
  return ({ rule, identifiers, event }) => {
    const [one, other] = identifiers.map(({ namespace, value }) => `${nameOf(namespace)}: ${value}`);
    const kind = rule.startsWith(LIMIT) ? 'limit' : rule === 'separated' ? 'separated' : 'same_event';
    const what = nameOf(rule.replace(LIMIT, ''));
    return t(`settings.identity.preview.why.${kind}`, { one, other, event, what });
  };
}
