import { Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFieldWords } from '@/components/problemWords';
import { ScheduleFields } from './ScheduleFields';

interface NameAndScheduleProps {
  name: string;
  onName: (name: string) => void;
  /** Null for a file, which does not come by itself. */
  schedule: string | null;
  onSchedule: (schedule: string) => void;
  problem: Problem | null;
}

/** What a recipe is called and when it runs, with what the server says against it. */
export function NameAndSchedule({ name, onName, schedule, onSchedule, problem }: NameAndScheduleProps) {
  const { t } = useTranslation();
  const wrong = useFieldWords();
  return (
    <Stack gap="sm">
      <TextInput
        maw={420}
        label={t('imports.recipes.name')}
        required
        value={name}
        onChange={(event) => onName(event.currentTarget.value)}
        error={problem ? wrong(problem, 'name') : undefined}
      />
      {schedule !== null && (
        <ScheduleFields
          value={schedule}
          onChange={onSchedule}
          error={problem ? wrong(problem, 'schedule') : undefined}
        />
      )}
      {problem && problem.fields.length === 0 && <ProblemNotice error={problem} />}
    </Stack>
  );
}
