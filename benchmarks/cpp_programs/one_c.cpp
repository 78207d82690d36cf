// A game of life, in the manner of C.
// input: 3 4  .#..  .#..  .#..
#include <stdio.h>
#include <string.h>

char now[64][64], next_[64][64];

int main(void) {
    int h, w;
    scanf("%d %d", &h, &w);
    for (int i = 0; i < h; i++) scanf("%s", now[i]);
    for (int i = 0; i < h; i++)
        for (int j = 0; j < w; j++) {
            int around = 0;
            for (int a = -1; a <= 1; a++)
                for (int b = -1; b <= 1; b++) {
                    int y = i + a, x = j + b;
                    if ((a || b) && y >= 0 && y < h && x >= 0 && x < w && now[y][x] == '#') around++;
                }
            next_[i][j] = around == 3 || (around == 2 && now[i][j] == '#') ? '#' : '.';
        }
    memcpy(now, next_, sizeof now);
    for (int i = 0; i < h; i++) {
        now[i][w] = 0;
        puts(now[i]);
    }
}
