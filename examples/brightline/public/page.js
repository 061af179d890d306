import './copy-button.js';
import './question.js';
