import { Group, NumberInput, Select, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../session/me';
import { EVERY, type Every, readCron, usual, type When, writeCron } from './cron';

interface ScheduleFieldsProps {
  value: string;
  error?: string;
  onChange: (expression: string) => void;
}

const SUNDAY = Date.UTC(2023, 0, 1);
const DAY = 86_400_000;

/** When a recipe runs by itself, in the workspace's zone. */
export function ScheduleFields({ value, error, onChange }: ScheduleFieldsProps) {
  const { t, i18n } = useTranslation();
  const { workspace } = useMe();
  const when = readCron(value);
  const say = (next: When) => onChange(writeCron(next));
  const days = useMemo(() => {
    const names = new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' });
    return [1, 2, 3, 4, 5, 6, 0].map((day) => ({
      value: String(day),
      label: names.format(SUNDAY + day * DAY),
    }));
  }, [i18n.language]);
  return (
    <Group align="flex-start" gap="sm">
      <Select
        w={200}
        label={t('imports.schedule.label')}
        description={when.every === 'never' ? undefined : workspace.timezone}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        allowDeselect={false}
        data={EVERY.map((every) => ({ value: every, label: t(`imports.schedule.every.${every}`) }))}
        value={when.every}
        onChange={(every) => say(usual(every as Every, when))}
        error={error}
      />
      {when.every === 'week' && (
        <Select
          w={160}
          label={t('imports.schedule.day')}
          allowDeselect={false}
          data={days}
          value={String(when.day)}
          onChange={(day) => say({ ...when, day: Number(day) })}
        />
      )}
      {(when.every === 'day' || when.every === 'week') && (
        <TextInput
          w={130}
          type="time"
          required
          withAsterisk={false}
          label={t('imports.schedule.time')}
          value={when.time}
          onChange={(event) => event.currentTarget.value && say({ ...when, time: event.currentTarget.value })}
        />
      )}
      {when.every === 'hour' && (
        <NumberInput
          w={130}
          label={t('imports.schedule.minute')}
          min={0}
          max={59}
          allowDecimal={false}
          value={when.minute}
          onChange={(minute) => say({ ...when, minute: Math.min(59, Number(minute) || 0) })}
        />
      )}
      {when.every === 'cron' && (
        <TextInput
          w={200}
          label={t('imports.schedule.cron')}
          description={t('imports.schedule.cronHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={when.expression}
          onChange={(event) => say({ every: 'cron', expression: event.currentTarget.value || ' ' })}
        />
      )}
    </Group>
  );
}
