// Gives the test program under node the environment variables that a native program has (getenv).
Module.preRun = [() => Object.assign(ENV, process.env)];
