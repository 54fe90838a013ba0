import { useEffect, useRef, useState } from 'react';
import { api, data } from '@/api/client';
import type { StreamEvent } from '@/api/types';

const KEPT = 500;
const FLUSH = 250;

export type StreamState = 'connecting' | 'live' | 'lost';

/** The last events of a source and each new one as it arrives, newest first, in batches that the page can follow. */
export function useStream(source: string, paused: boolean) {
  const [events, setEvents] = useState<StreamEvent[]>([]);
  const [state, setState] = useState<StreamState>('connecting');
  const waiting = useRef<StreamEvent[]>([]);
  const [waitingCount, setWaitingCount] = useState(0);

  useEffect(() => {
    let alive = true;
    const query = { source, limit: 100 };
    data(api.GET('/api/stream/recent', { params: { query } }))
      .then((page) => alive && setEvents((known) => merged(known, page.items)))
      .catch(() => alive && setState('lost'));
    const stream = new EventSource(`/api/stream?source=${encodeURIComponent(source)}`);
    stream.onopen = () => setState('live');
    stream.onerror = () => setState('lost'); // the browser tries again by itself
    stream.onmessage = ({ data: line }) => {
      waiting.current = [JSON.parse(line) as StreamEvent, ...waiting.current].slice(0, KEPT);
    };
    return () => {
      alive = false;
      stream.close();
    };
  }, [source]);

  useEffect(() => {
    const timer = setInterval(() => {
      setWaitingCount(waiting.current.length);
      if (paused || waiting.current.length === 0) return;
      const fresh = waiting.current;
      waiting.current = [];
      setEvents((known) => merged(fresh, known));
    }, FLUSH);
    return () => clearInterval(timer);
  }, [paused]);
  return { events, state, waiting: waitingCount };
}

function merged(newer: StreamEvent[], older: StreamEvent[]): StreamEvent[] {
  const seen = new Set(newer.map(({ id }) => id));
  return [...newer, ...older.filter(({ id }) => !seen.has(id))].slice(0, KEPT);
}
