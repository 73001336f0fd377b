import type { ApiApp } from '../deps.ts';
import type { LiveHub } from '../live-hub.ts';

/** What changes, as it happens: Server-Sent Events. */
export function liveRoutes(app: ApiApp, live: LiveHub): void {
  app.get(
    '/api/live',
    {
      // A HEAD request would wait for an end that never comes.
      exposeHeadRoute: false,
      config: { access: 'viewer' },
      schema: {
        tags: ['live'],
        summary: 'Server-Sent Events of what changed',
        description:
          '`event:` is record, sighting, camera, alert, report or people; `data:` is JSON with ids only: read what changed by the API.',
      },
    },
    async (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
      });
      live.add(reply.raw);
    },
  );
}
