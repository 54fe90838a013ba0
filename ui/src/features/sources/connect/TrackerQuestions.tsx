import { Select, SimpleGrid, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CONSENTS, type ConsentBy, type Wishes } from './trackerOptions';

interface TrackerQuestionsProps {
  wishes: Wishes;
  onChange: (wishes: Wishes) => void;
}

/** What the code below must know of the site. */
export function TrackerQuestions({ wishes, onChange }: TrackerQuestionsProps) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg" mb="md">
      <Select
        label={t('sources.options.consent')}
        description={t(`sources.options.consentMeans.${wishes.consent}`)}
        inputWrapperOrder={['label', 'input', 'description']}
        allowDeselect={false}
        data={CONSENTS.map((each) => ({ value: each, label: t(`sources.options.consents.${each}`) }))}
        value={wishes.consent}
        onChange={(consent) => onChange({ ...wishes, consent: consent as ConsentBy })}
      />
      <Switch
        mt={{ base: 0, sm: 24 }}
        label={t('sources.options.forms')}
        description={t('sources.options.formsMeans')}
        checked={wishes.forms}
        onChange={(event) => onChange({ ...wishes, forms: event.currentTarget.checked })}
      />
    </SimpleGrid>
  );
}
