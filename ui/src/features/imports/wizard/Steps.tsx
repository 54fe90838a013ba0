import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Step } from '../address';
import classes from './Steps.module.css';

interface StepsProps {
  current: Step;
  /** The steps that make sense for this file. */
  shown: readonly Step[];
  /** Whether one may go anywhere but to the first step. */
  open: boolean;
  onGo: (step: Step) => void;
}

/** Where one is on the way; a step that was reached can be gone back to. */
export function Steps({ current, shown, open, onGo }: StepsProps) {
  const { t } = useTranslation();
  const at = shown.indexOf(current);
  return (
    <nav aria-label={t('imports.steps.label')}>
      <ol className={classes.steps}>
        {shown.map((step, place) => (
          <li key={step}>
            <button
              type="button"
              className={classes.step}
              disabled={!open && step !== shown[0]}
              aria-current={step === current ? 'step' : undefined}
              data-done={place < at || undefined}
              onClick={() => onGo(step)}
            >
              <span className={classes.number} aria-hidden="true">
                {place < at ? <IconCheck size={13} stroke={2.5} /> : place + 1}
              </span>
              <span className={classes.label}>{t(`imports.steps.${step}`)}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
