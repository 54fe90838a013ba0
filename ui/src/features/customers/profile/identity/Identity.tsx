import { Center, Loader, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IdentityEntry, Profile } from '@/api/types';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useWhenSeen } from '@/components/useWhenSeen';
import { identityQuery } from '../profile';
import classes from '../timeline/Timeline.module.css';
import { IdentityItem } from './IdentityItem';
import { SplitNotice } from './SplitNotice';
import { UnmergeConfirm } from './UnmergeConfirm';
import { withoutTwins } from './why';

/** Why these records are one person, in words, and the way to take a merge back. */
export function Identity({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(identityQuery(profile.id));
  const [undoing, setUndoing] = useState<IdentityEntry | null>(null);
  const [split, setSplit] = useState<Profile[]>([]);
  const end = useWhenSeen(() => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  });
  const entries = withoutTwins(list.data?.pages.flatMap(({ items }) => items) ?? []);
  return (
    <Stack gap="sm">
      <Text c="dimmed">{t('profile.identity.sentence', { count: profile.merged.length })}</Text>
      {split.length > 0 && <SplitNotice profiles={split} />}
      {list.error && <ProblemNotice error={list.error} retry={() => void list.refetch()} />}
      <ol className={classes.items}>
        {entries.map((entry) => (
          <IdentityItem key={entry.id} entry={entry} onUndo={() => setUndoing(entry)} />
        ))}
      </ol>
      <Center ref={end} mih={24}>
        {list.isFetching && <Loader size="sm" aria-label={t('components.loading')} />}
      </Center>
      {undoing && (
        <UnmergeConfirm
          profile={profile}
          merge={undoing}
          onClose={() => setUndoing(null)}
          onSplit={(profiles) => {
            setUndoing(null);
            setSplit(profiles);
          }}
        />
      )}
    </Stack>
  );
}
