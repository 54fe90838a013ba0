/** A refusal of the server (RFC 9457) or of the network, as one error that the pages can put into words. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string | null,
    readonly fields: { field: string; message: string }[] = [],
  ) {
    super(detail ?? code);
    this.name = 'Problem';
  }

  /** The message for one form field, if the server named it. */
  field(name: string): string | undefined {
    return this.fields.find((each) => each.field === name || each.field.endsWith(`.${name}`))?.message;
  }
}

interface ProblemBody {
  code?: unknown;
  detail?: unknown;
  errors?: { field: string; message: string }[];
}

export function problemFrom(status: number, body: ProblemBody | null): Problem {
  const code = typeof body?.code === 'string' ? body.code : `http_${status}`;
  const detail = typeof body?.detail === 'string' ? body.detail : null;
  return new Problem(status, code, detail, Array.isArray(body?.errors) ? body.errors : []);
}

/** Whatever was thrown, as a Problem: a failed fetch throws a TypeError that says nothing to a person. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return new Problem(0, 'offline', null);
  }
  return new Problem(0, 'unexpected', error instanceof Error ? error.message : String(error));
}
