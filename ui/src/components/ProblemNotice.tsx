import { Alert, Button, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { Detail } from './Detail';
import { useProblemWords } from './problemWords';

/** What happened and what to do about it, in a sentence each; a retry where it may help. */
export function ProblemNotice({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const problem = asProblem(error);
  const { happened, detail, advice } = words(problem);
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle />} title={happened} role="alert">
      <Text size="sm">{advice}</Text>
      <Detail>{detail}</Detail>
      {problem.fields
        .filter(({ message }) => message !== problem.detail)
        .map((each) => (
          <Text size="sm" key={each.field}>
            {each.field}: {each.message}
          </Text>
        ))}
      {retry && (
        <Button variant="default" size="xs" mt="xs" onClick={retry}>
          {t('components.problem.retry')}
        </Button>
      )}
    </Alert>
  );
}
