import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { errorBody } from './contracts/common.ts';
import type { ApiApp } from './deps.ts';
import type { Access } from './identity.ts';
import './view-trace.ts';

/** Describes every route registered after this as OpenAPI: at /api/openapi.json, to be read at /api/docs. */
export async function describeApi(app: ApiApp, version: string): Promise<void> {
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/api/') || route.schema === undefined) return;
    const access = route.config?.access;
    if (access === undefined) return;
    route.schema.response = { ...(route.schema.response ?? {}), '4xx': errorBody, '5xx': errorBody };
    const shows = route.config?.shows;
    const viewed = shows === undefined ? '' : `Each view is in the audit log as ${shows}.`;
    route.schema.description = [route.schema.description, viewed, accessText(access)]
      .filter(Boolean)
      .join('\n\n');
    if (access === 'public') route.schema.security = [];
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Chuyên Cần',
        version,
        description:
          'Attendance and camera monitoring for public offices. Instants are UTC, days are those of the office. ' +
          'Every failure answers a stable `code` with a message in the language of `Accept-Language` (vi, en).',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'An API token, `cc_…`.' },
          session: { type: 'apiKey', in: 'cookie', name: 'cc_session' },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true });
}

const accessText = (access: Access): string =>
  access === 'public' ? 'Needs nobody to be signed in.' : `Least role: ${access}.`;
