import { Stack, Tabs } from '@mantine/core';
import { IconGitMerge, IconTimelineEvent } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@/api/types';
import { useTitle } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { PageSkeleton } from '@/features/shell/PageSkeleton';
import { Consents } from './Consents';
import { FiguresStrip } from './FiguresStrip';
import { Identifiers } from './Identifiers';
import { Identity } from './identity/Identity';
import { ProfileHeader } from './ProfileHeader';
import classes from './ProfilePage.module.css';
import { profileQuery } from './profile';
import { Segments } from './Segments';
import { Traits } from './Traits';
import { Timeline } from './timeline/Timeline';

const route = getRouteApi('/shell/customers/$id');

export function ProfilePage() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const { data: profile, error, refetch } = useQuery(profileQuery(id));
  // An id that lost a merge is answered with the person it belongs to now: the address follows.
  useEffect(() => {
    if (profile && profile.id !== id) {
      void navigate({ to: '/customers/$id', params: { id: profile.id }, replace: true });
    }
  }, [profile, id, navigate]);
  if (error) {
    return (
      <div className={classes.page}>
        <ProblemNotice error={error} retry={() => void refetch()} />
      </div>
    );
  }
  return profile ? <Person key={profile.id} profile={profile} /> : <PageSkeleton />;
}

function Person({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const { tab = 'timeline' } = route.useSearch();
  const navigate = useNavigate({ from: '/customers/$id' });
  useTitle(profile.name || t('customers.anonymous'));
  return (
    <div className={classes.page}>
      <ProfileHeader profile={profile} />
      <FiguresStrip profile={profile} />
      <div className={classes.columns}>
        <Stack gap="md" className={classes.facts}>
          <Identifiers profile={profile} />
          <Traits profile={profile} />
          <Consents profile={profile} />
          <Segments keys={profile.segments} />
        </Stack>
        <Tabs
          value={tab}
          className={classes.story}
          onChange={(next) =>
            void navigate({ search: next === 'identity' ? { tab: 'identity' } : {}, replace: true })
          }
        >
          <Tabs.List>
            <Tabs.Tab value="timeline" leftSection={<IconTimelineEvent size={16} />}>
              {t('profile.tabs.timeline')}
            </Tabs.Tab>
            <Tabs.Tab value="identity" leftSection={<IconGitMerge size={16} />}>
              {t('profile.tabs.identity')}
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="timeline" pt="md">
            <Timeline id={profile.id} />
          </Tabs.Panel>
          <Tabs.Panel value="identity" pt="md">
            <Identity profile={profile} />
          </Tabs.Panel>
        </Tabs>
      </div>
    </div>
  );
}
