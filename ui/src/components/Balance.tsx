import { Badge, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Ledger } from '@/api/types';

/** Accepted must equal what became of it; what is still on its way is counted too. */
export function isBalanced(ledger: Ledger): boolean {
  const { accepted, stored, duplicate, quarantined, suppressed, pending } = ledger;
  return ledger.balanced ?? accepted === stored + duplicate + quarantined + suppressed + pending;
}

export function Balance({ ledger }: { ledger: Ledger }) {
  const { t } = useTranslation();
  const even = isBalanced(ledger);
  const Sign = even ? IconCheck : IconAlertTriangle;
  return (
    <Tooltip label={t(even ? 'components.balance.evenHint' : 'components.balance.oddHint')}>
      <Badge color={even ? 'green' : 'red'} leftSection={<Sign size={12} />}>
        {t(even ? 'components.balance.even' : 'components.balance.odd')}
      </Badge>
    </Tooltip>
  );
}
