import { ActionIcon, Button, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowRight, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './ValuePairs.module.css';

interface ValuePairsProps {
  pairs: [string, string][];
  onChange: (pairs: [string, string][]) => void;
}

/** Which value becomes which. */
export function ValuePairs({ pairs, onChange }: ValuePairsProps) {
  const { t } = useTranslation();
  const put = (at: number, pair: [string, string]) =>
    onChange(pairs.map((each, index) => (index === at ? pair : each)));
  return (
    <Stack gap={6}>
      <Text fw={500}>{t('dictionary.rules.values')}</Text>
      {pairs.map(([from, to], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a pair is its place among the pairs
        <div key={index} className={classes.pair}>
          <TextInput
            aria-label={t('dictionary.rules.from', { place: index + 1 })}
            maxLength={1000}
            value={from}
            onChange={(event) => put(index, [event.currentTarget.value, to])}
          />
          <IconArrowRight size={15} aria-hidden="true" />
          <TextInput
            aria-label={t('dictionary.rules.becomes', { place: index + 1 })}
            maxLength={1000}
            value={to}
            onChange={(event) => put(index, [from, event.currentTarget.value])}
          />
          <ActionIcon
            aria-label={t('dictionary.rules.dropPair', { place: index + 1 })}
            disabled={pairs.length === 1}
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        size="xs"
        style={{ alignSelf: 'start' }}
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...pairs, ['', '']])}
      >
        {t('dictionary.rules.addPair')}
      </Button>
      <Text size="xs" c="dimmed">
        {t('dictionary.rules.valueHint')}
      </Text>
    </Stack>
  );
}
