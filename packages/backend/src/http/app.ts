import { randomBytes } from 'node:crypto';
import type { ApiErrorCode } from '@connect/sdk/contract';
import { Hono } from 'hono';
import { problemPage } from '../pages/index.ts';
import { problemGuide } from '../problem-guide.ts';
import { Problem } from '../problem.ts';
import { boundOperations } from './bound-operations.ts';
import { createCallers } from './callers.ts';
import type { Environment } from './environment.ts';
import { mountChoicePages } from './choice-pages.ts';
import { mountFlowPages } from './flow-pages.ts';
import { mountLaunchPages } from './launch-pages.ts';
import { mountLinkPages } from './link-pages.ts';
import { mountOperations } from './operations.ts';
import { createPageAnswers } from './page-answers.ts';
import type { Parts } from './parts.ts';
import { mountPlatformNotices } from './platform-notices.ts';
import { createRateLimiters } from './rate-limits.ts';
import { mountReceiptPages } from './receipt-pages.ts';
import { mountResultPages } from './result-pages.ts';
import { mountService } from './service.ts';
import { mountStartPage } from './start-page.ts';
import { mountUndoPages } from './undo-pages.ts';

/** All of it: operations, pages, what they load, and what is said of everything else. */
export const createApp = (parts: Parts): Hono<Environment> => {
  const { context } = parts;
  const app = new Hono<Environment>();
  const rateLimiters = createRateLimiters(parts.rateLimits);
  const answers = createPageAnswers(parts);

  app.use(async (exchange, next) => {
    const requestId = `req_${randomBytes(12).toString('base64url')}`;
    exchange.set('requestId', requestId);
    const begun = performance.now();
    await next();
    // The pattern, never the address: addresses of ours hold secrets.
    const facts = {
      requestId,
      method: exchange.req.method,
      route: exchange.req.routePath,
      status: exchange.res.status,
      ms: Math.round(performance.now() - begun),
    };
    context.log.info(facts, 'answered');
  });

  const limit = async (address: string): Promise<void> => {
    const wait = await rateLimiters.call(address);
    if (wait === undefined) return;
    throw new Problem('rate_limited', `There were too many calls from your address. Wait ${wait} seconds.`, { retryAfter: wait });
  };

  mountService(app, parts);
  mountOperations(app, boundOperations(parts), {
    origin: context.origin,
    // Guessing keys and tokens is limited; using one is not.
    callers: createCallers(parts.apiKeys, parts.sessions, limit),
    limit,
    log: context.log,
  });
  app.get('/', (exchange) => answers.origin(exchange));
  mountLinkPages(app, parts, answers, rateLimiters);
  mountLaunchPages(app, parts, answers, rateLimiters);
  mountStartPage(app, parts, answers, rateLimiters);
  mountFlowPages(app, parts, answers);
  mountChoicePages(app, parts, answers);
  mountResultPages(app, parts, answers);
  mountUndoPages(app, parts, answers);
  mountReceiptPages(app, parts, answers);
  mountPlatformNotices(app, parts, answers, rateLimiters);
  app.get('/problems/:code', (exchange) => {
    const code = exchange.req.param('code');
    const guide = Object.hasOwn(problemGuide, code) ? problemGuide[code as ApiErrorCode] : undefined;
    return guide === undefined
      ? answers.notFound(exchange)
      : answers.send(problemPage(answers.frame(exchange.req.raw, 'page'), code, guide), 'hosted');
  });
  app.notFound((exchange) => answers.notFound(exchange));
  app.onError((cause, exchange) => {
    context.log.error({ err: cause, requestId: exchange.get('requestId'), route: exchange.req.routePath }, 'A request broke.');
    return answers.refuse(exchange, 'hosted', 'internal_error', {});
  });
  return app;
};
