/** Closing node-libcurl's handles. */
import type { Room } from '../../escalation/work.ts';
import { curlRoom } from './curl.ts';
import { easyRoom } from './easy.ts';
import { multiRoom } from './multi.ts';
import { shareRoom } from './share.ts';

export const nodeLibcurlRooms: readonly Room[] = [curlRoom, easyRoom, multiRoom, shareRoom];
