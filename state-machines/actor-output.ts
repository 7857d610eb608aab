/** Gives a guard or an action the output of the actor that has just ended. */
export const outputOf = <T>({ event }: { event: { output: T } }): T => event.output;
