import { Text } from '@mantine/core';
import {
  type Icon,
  IconCookie,
  IconCreditCard,
  IconDeviceMobile,
  IconFingerprint,
  IconId,
  IconMail,
  IconPhone,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@/api/types';
import { Copy } from '@/components/Copy';
import { Panel } from '@/components/Panel';
import { useFormat } from '@/format/useFormat';
import { sortedIdentifiers } from '../identifiers';
import classes from './Facts.module.css';

const ICONS: Record<string, Icon> = {
  email: IconMail,
  phone: IconPhone,
  user_id: IconId,
  anonymous_id: IconCookie,
  device_id: IconDeviceMobile,
  loyalty_card: IconCreditCard,
};

/** Names of namespaces this product knows; a shop's own keep the name they were sent with. */
export function useNamespaceName(): (namespace: string) => string {
  const { t } = useTranslation();
  return (namespace) => (namespace in ICONS ? t(`profile.namespaces.${namespace}`) : namespace);
}

export function Identifiers({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useNamespaceName();
  return (
    <Panel title={t('profile.identifiers.title')} hint={t('profile.identifiers.hint')} flush>
      <ul className={classes.list}>
        {sortedIdentifiers(profile.identifiers).map(({ namespace, value, first_seen, source }) => {
          const Picture = ICONS[namespace] ?? IconFingerprint;
          return (
            <li key={`${namespace}:${value}`} className={classes.row}>
              <Picture size={16} stroke={1.6} aria-hidden="true" className={classes.icon} />
              <div className={classes.words}>
                <div className={classes.value}>{value}</div>
                <Text size="xs" c="dimmed">
                  {nameOf(namespace)}
                  {first_seen &&
                    ` · ${t('profile.identifiers.since', { date: format.date(first_seen), source: source ?? '–' })}`}
                </Text>
              </div>
              {!profile.masked && <Copy value={value} what={nameOf(namespace)} />}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
