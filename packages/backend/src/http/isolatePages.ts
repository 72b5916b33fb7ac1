import type { RequestHandler } from 'express';

/** Where a sign-in in a window of its own ends, which has to reach the page that opened it. */
const SIGN_IN = /^\/api\/auth\/[^/]+\/(start|handler)/i;

/**
 * Keeps pages of other sites from a hold on the portal's windows. Windows that the portal opens itself, as
 * to sign in, keep theirs.
 */
export const isolatePages: RequestHandler = (request, response, next) => {
  if (!SIGN_IN.test(request.path)) {
    response.setHeader(
      'Cross-Origin-Opener-Policy',
      'same-origin-allow-popups',
    );
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  }
  next();
};
