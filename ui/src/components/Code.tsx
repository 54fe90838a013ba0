import { Box } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Json } from '@/api/types';
import classes from './Code.module.css';
import { Copy } from './Copy';

/** A block of text to be copied; it scrolls, so it can be reached by keyboard. */
export function Code({ text, label }: { text: string; label: string }) {
  return (
    <Box className={classes.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex lint/a11y/useSemanticElements: what scrolls must be reachable by keyboard; a fieldset holds form fields */}
      <div role="group" className={classes.scroll} tabIndex={0} aria-label={label}>
        <pre className={classes.code}>{text}</pre>
      </div>
      <div className={classes.copy}>
        <Copy value={text} what={label} />
      </div>
    </Box>
  );
}

export function JsonCode({ value, label }: { value: Json; label?: string }) {
  const { t } = useTranslation();
  return <Code text={JSON.stringify(value, null, 2)} label={label ?? t('components.raw')} />;
}
