import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LiveCapture, LiveCaptureChosen } from '../http/contracts/live-captures.ts';
import { ApiError, get, post, remove } from './api.ts';

/** The camera's picture is asked for this often while somebody is guided, but never before the last answer came. */
const askEveryMs = 400;
/** When all is taken it only has to be known that somebody still looks. */
const idleEveryMs = 3_000;

/** A live capture as a page follows it. */
export function useLiveCapture(employeeId: string) {
  const queries = useQueryClient();
  const [id, setId] = useState<string | null>(null);
  const begin = useMutation({
    mutationFn: (cameraId: string) =>
      post<LiveCapture>(`/api/employees/${employeeId}/live-captures`, { cameraId }),
    onSuccess: (begun) => setId(begun.id),
  });
  const choose = useMutation({
    mutationFn: (frameIds: string[]) =>
      post<LiveCaptureChosen>(`/api/live-captures/${id}/choose`, { frameIds }),
    onSettled: () => {
      setId(null);
      return queries.invalidateQueries({
        predicate: ({ queryKey }) => ['photos', 'employee', 'employees'].includes(String(queryKey[0])),
      });
    },
  });
  // Nobody is guided by a page that nobody sees. Taken pictures wait for whoever looks something up before choosing.
  const taken = queries.getQueryData<LiveCapture>(['live-capture', id])?.state === 'ready';
  const live = useQuery({
    queryKey: ['live-capture', id],
    queryFn: () => get<LiveCapture>(`/api/live-captures/${id}`),
    enabled: id !== null && !choose.isPending,
    gcTime: 0,
    retry: (count, error) => count < 3 && !(error instanceof ApiError && error.status === 404),
    refetchInterval: ({ state }) =>
      state.error !== null ? false : state.data?.state === 'ready' ? idleEveryMs : askEveryMs,
    refetchIntervalInBackground: taken,
  });
  /** Ends it at once; a page that is simply closed ends it too, a moment later. */
  const cancel = () => {
    if (id !== null && !choose.isPending) void remove(`/api/live-captures/${id}`).catch(() => undefined);
    setId(null);
  };
  return { begin, choose, live, id, cancel };
}
