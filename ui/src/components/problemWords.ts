import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';

export interface Words {
  happened: string;
  advice: string;
}

/** Which advice fits a refusal; the server's own sentence says what happened. */
function adviceKey({ status, code, fields }: Problem): string {
  if (code === 'offline') return 'offline';
  if (fields.length > 0) return 'invalid';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'missing';
  if (status === 409) return 'conflict';
  if (status === 422 || status === 400) return 'invalid';
  if (status === 429) return 'slowly';
  return 'unexpected';
}

export function useProblemWords(): (problem: Problem) => Words {
  const { t } = useTranslation();
  return useCallback(
    (problem) => {
      const key = adviceKey(problem);
      const spoken = problem.status > 0 && problem.status < 500 ? problem.detail : null;
      return {
        happened: spoken ?? t(`components.problem.happened.${key}`),
        advice: t(`components.problem.advice.${key}`),
      };
    },
    [t],
  );
}
