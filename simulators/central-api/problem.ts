import type { Problem } from '@borne/sync/contract/problem';

/** An error answer, thrown by a handler and sent as `application/problem+json`. */
export class HttpProblem extends Error {
  readonly problem: Problem;

  constructor(status: number, title: string, more: Partial<Problem> = {}) {
    super(title);
    this.problem = { type: 'about:blank', title, status, ...more };
  }
}
