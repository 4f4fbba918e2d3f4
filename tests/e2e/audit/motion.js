// What still moves for somebody who wants no motion.
const moving = document.getAnimations().filter((animation) => animation.playState === 'running');
return moving.map((animation) => `${animation.animationName ?? animation.transitionProperty}: ${animation.effect?.target?.outerHTML.slice(0, 160)}`);
