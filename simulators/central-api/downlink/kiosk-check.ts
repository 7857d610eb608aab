import type { FastifyRequest } from 'fastify';

/** Tells which kiosk sent a request, or throws the problem to answer. */
export interface KioskCheck {
  kioskBehind(request: Pick<FastifyRequest, 'raw' | 'headers'>): Promise<{ readonly kiosk: string }>;
  /** The same, when it is that kiosk and no other. */
  ownKiosk(
    request: Pick<FastifyRequest, 'raw' | 'headers'>,
    kiosk: string,
  ): Promise<{ readonly kiosk: string }>;
}
