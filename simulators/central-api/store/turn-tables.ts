/** Names of turns, each taken by one transaction at a time. */
export interface TurnTables {
  turn: { name: string };
}
