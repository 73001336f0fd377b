import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api.ts';
import { App } from './app.tsx';
import { meQuery } from './queries.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/table.css';
import './styles/dialog.css';
import './styles/today.css';
import './styles/cameras.css';
import './styles/wizard.css';
import './styles/people.css';
import './styles/records.css';
import './styles/report.css';
import './styles/schedules.css';
import './styles/calendar.css';
import './styles/excusals.css';
import './styles/imports.css';
import './styles/reviews.css';
import './styles/system.css';
import './styles/why.css';
import './styles/narrow.css';

/** A session that has ended anywhere has ended everywhere: the app shows the login again. */
function onFailure(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) queries.setQueryData(meQuery.queryKey, null);
}

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: onFailure }),
  mutationCache: new MutationCache({ onError: onFailure }),
  defaultOptions: {
    // An office network without the internet looks "offline" to a browser; our server is there all the same.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      // A refusal stays a refusal; only a server that is away is asked again.
      retry: (count, error) =>
        count < 2 && !(error instanceof ApiError && error.status > 0 && error.status < 500),
    },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <QueryClientProvider client={queries}>
    <App />
  </QueryClientProvider>,
);
