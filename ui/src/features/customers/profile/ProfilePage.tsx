import { Stack, Tabs } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type Icon, IconGitMerge, IconListDetails, IconTimelineEvent } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@/api/types';
import { useTitle } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { PageSkeleton } from '@/features/shell/PageSkeleton';
import { PROFILE_TABS, type ProfileSearch, type ProfileTab } from '../address';
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
const NARROW = '(max-width: 62em)'; // as in ProfilePage.module.css
const PICTURES: Record<ProfileTab, Icon> = {
  timeline: IconTimelineEvent,
  facts: IconListDetails,
  identity: IconGitMerge,
};

/** The timeline is what a profile opens with, so its address needs no word for it. */
function searchOf(tab: string | null): ProfileSearch {
  const picked = PROFILE_TABS.find((each) => each === tab);
  return picked && picked !== 'timeline' ? { tab: picked } : {};
}

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
  const narrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  useTitle(profile.name || t('customers.anonymous'));
  return (
    <div className={classes.page}>
      <ProfileHeader profile={profile} />
      <FiguresStrip profile={profile} />
      <div className={classes.columns}>
        {!narrow && <Facts profile={profile} />}
        <Tabs
          value={tab === 'facts' && !narrow ? 'timeline' : tab}
          className={classes.story}
          onChange={(next) => void navigate({ search: searchOf(next), replace: true })}
        >
          <Tabs.List>
            {PROFILE_TABS.filter((each) => narrow || each !== 'facts').map((each) => {
              const Picture = PICTURES[each];
              return (
                <Tabs.Tab key={each} value={each} leftSection={!narrow && <Picture size={16} />}>
                  {t(`profile.tabs.${each}`)}
                </Tabs.Tab>
              );
            })}
          </Tabs.List>
          <Tabs.Panel value="timeline" pt="md">
            <Timeline id={profile.id} />
          </Tabs.Panel>
          {narrow && (
            <Tabs.Panel value="facts" pt="md">
              <Facts profile={profile} />
            </Tabs.Panel>
          )}
          <Tabs.Panel value="identity" pt="md">
            <Identity profile={profile} />
          </Tabs.Panel>
        </Tabs>
      </div>
    </div>
  );
}

/** Who this is, apart from what they did. */
function Facts({ profile }: { profile: Profile }) {
  return (
    <Stack gap="md">
      <Identifiers profile={profile} />
      <Traits profile={profile} />
      <Consents profile={profile} />
      <Segments keys={profile.segments} />
    </Stack>
  );
}
