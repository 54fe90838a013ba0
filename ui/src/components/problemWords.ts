import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import { useReason } from './reasons';

export interface Words {
  happened: string;
  /** What the server said, where that says more. */
  detail: string | null;
  advice: string;
}

/** Which advice fits a refusal; its code, or else the server's own sentence, says what happened. */
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
  const reason = useReason();
  return useCallback(
    (problem) => {
      const key = adviceKey(problem);
      // A 503 says what is away; any other failure of the server says nothing that would help.
      const told = problem.status > 0 && (problem.status < 500 || problem.status === 503);
      const spoken = told ? problem.detail : null;
      const { sentence, detail } = reason(problem.code, spoken);
      return {
        happened: sentence || t(`components.problem.happened.${key}`),
        detail,
        advice: t(`components.problem.advice.${key}`),
      };
    },
    [t, reason],
  );
}

/** What is wrong with one field of a form: the code speaks of it where nothing else is wrong. */
export function useFieldWords(): (problem: Problem | null, field: string) => string | undefined {
  const reason = useReason();
  return useCallback(
    (problem, field) => {
      const said = problem?.field(field);
      if (!problem || said === undefined) return undefined;
      return said === problem.detail ? reason(problem.code, said).sentence : said;
    },
    [reason],
  );
}
