import { z } from 'zod';
import { id } from './contracts/common.ts';

/** Every list answers an object, so that something can be added beside its items one day. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** The `:id` of a route. */
export const idParams = z.object({ id });

/** Answer of a change that has nothing to tell. */
export const nothing = z.undefined().describe('Done.');

/** How many items of a list, from the query. */
export const limitOf = (usual: number, most: number) =>
  z.coerce.number().int().min(1).max(most).default(usual);
