import { queryOptions } from '@tanstack/react-query';
import { api, data, SAME_SITE } from '@/api/client';
import { asProblem, Problem, problemFrom } from '@/api/problem';
import type { Upload, UploadDraft } from '@/api/types';

const POLL = 700;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

export const uploadQuery = (id: string) =>
  queryOptions({
    queryKey: ['upload', id],
    queryFn: () => data(api.GET('/api/uploads/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data?.status === 'fetching' ? POLL : false),
  });

export const keepDraft = (id: string, draft: UploadDraft) =>
  data(api.PATCH('/api/uploads/{id}', { params: { path: { id } }, body: draft }));

export const removeUpload = (id: string) => api.DELETE('/api/uploads/{id}', { params: { path: { id } } });

export interface Sending {
  sent: number;
  /** The network is away; sending goes on by itself when it is back. */
  waiting: boolean;
}

/** The same file is known again by its name, size and age: the browser tells nothing more of it without reading it all. */
const fingerprintOf = (file: File) => `${file.lastModified}-${file.size}`;

async function sha256(part: ArrayBuffer): Promise<string | undefined> {
  if (!crypto.subtle) return undefined; // a page that came over plain HTTP
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', part));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function sendPart(id: string, offset: number, part: ArrayBuffer, signal: AbortSignal): Promise<Upload> {
  const digest = await sha256(part);
  const query = new URLSearchParams({ offset: String(offset), ...(digest && { sha256: digest }) });
  const answer = await fetch(`/api/uploads/${encodeURIComponent(id)}?${query}`, {
    method: 'PUT',
    headers: { ...SAME_SITE, 'Content-Type': 'application/octet-stream' },
    body: part,
    signal,
  });
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw problemFrom(answer.status, body);
  return body as Upload;
}

const mayHelpToWait = (problem: Problem) =>
  problem.status === 0 || problem.status === 429 || problem.status >= 500;

/** Until a moment has passed or the network is back. */
const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    addEventListener('online', () => resolve(), { once: true, signal });
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });

/** Sends a file in parts; one that was begun before goes on where it was, and a lost network is waited for. */
export async function sendInParts(
  file: File,
  signal: AbortSignal,
  onProgress: (sending: Sending) => void,
): Promise<Upload> {
  const body = { name: file.name, size: file.size, fingerprint: fingerprintOf(file) };
  let upload = await data(api.POST('/api/uploads', { body, signal }));
  let wait = FIRST_WAIT;
  while (upload.status === 'receiving') {
    onProgress({ sent: upload.received, waiting: wait > FIRST_WAIT });
    try {
      const part = await file.slice(upload.received, upload.received + upload.part_size).arrayBuffer();
      upload = await sendPart(upload.id, upload.received, part, signal);
      wait = FIRST_WAIT;
    } catch (error) {
      if (signal.aborted) throw error;
      const problem = asProblem(error);
      if (problem.code === 'part_elsewhere') {
        upload = await data(api.GET('/api/uploads/{id}', { params: { path: { id: upload.id } } }));
      } else if (problem.code === 'damaged_part' || mayHelpToWait(problem)) {
        wait = Math.min(LONGEST_WAIT, wait * 2);
        onProgress({ sent: upload.received, waiting: true });
        await pause(wait, signal);
      } else {
        throw error instanceof DOMException ? new Problem(0, 'unreadable_file', null) : error;
      }
    }
  }
  onProgress({ sent: file.size, waiting: false });
  return upload;
}
