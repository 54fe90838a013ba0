import { Stack } from '@mantine/core';
import type { Source } from '@/api/types';
import { FirstEvent } from './FirstEvent';
import { Steps } from './Steps';
import { WriteKey } from './WriteKey';

export function Connect({ source }: { source: Source }) {
  return (
    <Stack maw={960}>
      <FirstEvent source={source} />
      <Steps source={source} />
      <WriteKey source={source} />
    </Stack>
  );
}
