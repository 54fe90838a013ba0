import { SimpleGrid, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SourceKind } from '@/api/types';
import classes from './KindPicker.module.css';
import { pictureOf } from './kindIcons';

interface KindPickerProps {
  kinds: SourceKind[];
  picked: SourceKind | undefined;
  onPick: (key: string) => void;
}

/** What most people connect stands first. */
const USUAL = ['javascript', 'gtm', 'pos', 'http', 'import'];
const place = ({ key }: SourceKind) => (USUAL.includes(key) ? USUAL.indexOf(key) : USUAL.length);

/** What can be connected, each with its picture. */
export function KindPicker({ kinds, picked, onPick }: KindPickerProps) {
  const { t } = useTranslation();
  return (
    <div>
      <Text fw={500} size="sm" mb={6} id="source-kind">
        {t('sources.create.kind')}
      </Text>
      <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="xs" role="radiogroup" aria-labelledby="source-kind">
        {kinds
          .toSorted((one, other) => place(one) - place(other))
          .map((kind) => {
            const Picture = pictureOf(kind.icon);
            const chosen = kind.key === picked?.key;
            return (
              <UnstyledButton
                key={kind.key}
                role="radio"
                aria-checked={chosen}
                className={classes.kind}
                data-picked={chosen || undefined}
                onClick={() => onPick(kind.key)}
              >
                <Picture size={20} stroke={1.6} aria-hidden="true" />
                <span className="truncate">{kind.name}</span>
              </UnstyledButton>
            );
          })}
      </SimpleGrid>
      <Text size="sm" c="dimmed" mt={8}>
        {picked?.description}
      </Text>
    </div>
  );
}
