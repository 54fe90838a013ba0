import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '@/api/types';
import { ProblemNotice } from '@/components/ProblemNotice';
import { VolumePanel } from '@/features/dictionary/VolumeChart';
import { useCan } from '@/features/session/me';
import classes from './FindingList.module.css';
import { type Example, examplesOf, groupsOf } from './facts';
import { findingQuery } from './quality';

/** What is behind a finding: the hours around it, or people it concerns. */
export function FindingDetails({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  const { data: page, error } = useQuery(findingQuery(finding.id));
  if (error) return <ProblemNotice error={error} />;
  if (!page) return <Skeleton height={120} />;
  const groups = groupsOf(finding);
  const examples = examplesOf(finding);
  const nothing = page.points.length === 0 && groups.length === 0 && examples.length === 0;
  return (
    <Stack gap="sm">
      {page.points.length > 0 && <VolumePanel title={t('quality.hours')} points={page.points} by="hour" />}
      {examples.length > 0 && (
        <ul className={classes.people} aria-label={t('quality.examples')}>
          {examples.map((example) => (
            <li key={example.profile}>
              <Person example={example} />
              {example.value && (
                <Text span c="dimmed">
                  {' '}
                  “{example.value}”
                </Text>
              )}
            </li>
          ))}
        </ul>
      )}
      {groups.length > 0 && (
        <ul className={classes.people} aria-label={t('quality.examples')}>
          {groups.map(({ by, people, count }) => (
            <li key={`${by} ${people[0]?.profile}`}>
              {people.map((person, place) => (
                <Fragment key={person.profile}>
                  {place > 0 && ' · '}
                  <Person example={person} />
                </Fragment>
              ))}
              <Text span c="dimmed" size="sm">
                {' '}
                {t('quality.alike', { by, more: count - people.length })}
              </Text>
            </li>
          ))}
        </ul>
      )}
      {nothing && (
        <Text size="sm" c="dimmed">
          {t('quality.nothingMore')}
        </Text>
      )}
    </Stack>
  );
}

function Person({ example }: { example: Example }) {
  const may = useCan()('customers.read');
  const name = example.name || example.profile;
  if (!may) return name;
  return (
    <Link to="/customers/$id" params={{ id: example.profile }}>
      {name}
    </Link>
  );
}
