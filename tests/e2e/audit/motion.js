// What still moves for somebody who wants no motion. What appears or fades in a moment, and is then still, does not.
const MOMENT = 250;
const moving = document.getAnimations().filter((animation) => animation.playState === 'running' && animation.effect.getComputedTiming().activeDuration > MOMENT);
return moving.map((animation) => `${animation.animationName ?? animation.transitionProperty}: ${animation.effect?.target?.outerHTML.slice(0, 160)}`);
