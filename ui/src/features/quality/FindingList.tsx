import { Collapse, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconCircleCheck } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QualityBoard } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { Panel } from '@/components/Panel';
import classes from './FindingList.module.css';
import { FindingRow } from './FindingRow';

/** What asks for attention, and below it what somebody knows already. */
export function FindingList({ board }: { board: QualityBoard }) {
  const { t } = useTranslation();
  const calling = board.findings.filter(({ calls }) => calls);
  const known = board.findings.filter(({ calls }) => !calls);
  return (
    <Panel title={t('quality.open', { count: calling.length })} flush>
      {calling.length === 0 ? (
        <EmptyState icon={IconCircleCheck} title={t(board.looked_at ? 'quality.fine' : 'quality.notYet')}>
          {t(board.looked_at ? 'quality.fineText' : 'quality.notYetText')}
        </EmptyState>
      ) : (
        <ul className={classes.list}>
          {calling.map((finding) => (
            <FindingRow key={finding.id} finding={finding} />
          ))}
        </ul>
      )}
      {known.length > 0 && <Known findings={known} />}
    </Panel>
  );
}

function Known({ findings }: { findings: QualityBoard['findings'] }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const list = useId();
  return (
    <>
      <UnstyledButton
        className={classes.known}
        aria-expanded={opened}
        aria-controls={list}
        onClick={() => setOpened(!opened)}
      >
        <IconChevronDown size={15} className={classes.arrow} data-opened={opened || undefined} />
        {t('quality.known', { count: findings.length })}
      </UnstyledButton>
      <Collapse expanded={opened} id={list}>
        <ul className={classes.list}>
          {findings.map((finding) => (
            <FindingRow key={finding.id} finding={finding} />
          ))}
        </ul>
      </Collapse>
    </>
  );
}
